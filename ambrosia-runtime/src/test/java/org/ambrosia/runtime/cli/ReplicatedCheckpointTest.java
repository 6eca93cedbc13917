package org.ambrosia.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.InstanceHandle;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.contract.Idle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that the primary is asked for, and another replica stores. */
class ReplicatedCheckpointTest {
    @TempDir
    private Path directory;

    private final List<InstanceHandle> replicas = new ArrayList<>();

    @Test
    void oneIsStoredThoughNothingIsCalled() throws Exception {
        InstanceHandle primary = replica(0, ReplicaRole.PRIMARY);
        replica(1, ReplicaRole.CHECKPOINTER);
        primary.checkpoint().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    @Test
    void eachOfManyIsAnswered() throws Exception {
        InstanceHandle primary = replica(0, ReplicaRole.PRIMARY);
        replica(1, ReplicaRole.CHECKPOINTER);
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(primary.checkpoint().toCompletableFuture());
        }
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
    }

    @Test
    void oneIsStoredByACheckpointerThatComesLater() throws Exception {
        InstanceHandle primary = replica(0, ReplicaRole.PRIMARY);
        CompletableFuture<Void> asked = primary.checkpoint().toCompletableFuture();
        replica(1, ReplicaRole.CHECKPOINTER);
        asked.get(1, TimeUnit.MINUTES);
    }

    private InstanceHandle replica(int number, ReplicaRole expected) throws Exception {
        InstanceHandle handle = Ambrosia.deploy("idle", new Idle())
                .logDirectory(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.replicated(true).replica(number).checkpointAtClose(Duration.ZERO))
                .start();
        replicas.add(handle);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(handle.status().role()).contains(expected));
        if (expected == ReplicaRole.PRIMARY) {
            handle.awaitServing();
        }
        return handle;
    }

    @AfterEach
    void close() {
        replicas.forEach(InstanceHandle::close);
    }
}
