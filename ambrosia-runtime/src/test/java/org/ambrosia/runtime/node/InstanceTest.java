package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.InstanceStatus;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.contract.Idle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a hosting program learns of its instance. */
@Timeout(120)
class InstanceTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    private Path directory;

    @Test
    void aListenerIsToldEachStatusUpToTheLastOne() throws Exception {
        List<InstanceStatus> told = new CopyOnWriteArrayList<>();
        Instance instance = start(alone());
        instance.onStatus(status -> {
            throw new IllegalStateException("a listener that fails keeps no other one from being told");
        });
        instance.onStatus(told::add);
        instance.awaitServing(LONG);
        await().atMost(LONG).until(() -> told.stream().anyMatch(InstanceStatus::serving));
        assertThat(told.get(told.size() - 1).role()).contains(ReplicaRole.PRIMARY);

        instance.close();
        await().atMost(LONG).until(() -> !told.get(told.size() - 1).serving());
        assertThat(told).doesNotHaveDuplicates();

        List<InstanceStatus> late = new CopyOnWriteArrayList<>();
        instance.onStatus(late::add);
        await().atMost(LONG).until(() -> late.size() == 1);
    }

    @Test
    void aListenerThatBlocksHoldsUpNoThreadThatAddsAnother() throws Exception {
        CountDownLatch blocks = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Instance instance = start(alone())) {
            instance.onStatus(status -> {
                blocks.countDown();
                awaitRelease(release);
            });
            blocks.await();
            assertTimeoutPreemptively(LONG, () -> instance.onStatus(status -> {}));
        } finally {
            release.countDown();
        }
    }

    private static void awaitRelease(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theTerminationIsAStageThatTheProgramCannotComplete() throws Exception {
        Instance instance = start(alone());
        CompletableFuture<Void> termination = instance.termination().toCompletableFuture();
        assertThat(termination).isNotDone();
        instance.termination().toCompletableFuture().complete(null);
        assertThat(instance.termination().toCompletableFuture()).isNotDone();

        instance.close();
        termination.get(1, TimeUnit.MINUTES);
    }

    @Test
    void whoAwaitsAStandbyLearnsAfterATimeThatItDoesNotServe() throws Exception {
        try (Instance primary = start(replica(0));
                Instance checkpointer = start(replica(1));
                Instance standby = start(replica(2))) {
            primary.awaitServing(LONG);
            assertThat(checkpointer.name()).isEqualTo("idle");
            assertThatThrownBy(() -> standby.awaitServing(SHORT))
                    .isInstanceOfSatisfying(
                            AmbrosiaException.class,
                            late -> assertThat(late.tag()).isEqualTo(ErrorTag.NOT_SERVING))
                    .hasMessageContainingAll("50 ms", "role=STANDBY");
        }
    }

    private Instance start(InstanceConfig config) {
        return Ambrosia.deploy(config, Idle::new).start();
    }

    private InstanceConfig alone() {
        return config().build();
    }

    private InstanceConfig replica(int number) {
        return config().replica(number).build();
    }

    private InstanceConfig.Builder config() {
        return InstanceConfig.builder("idle")
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"));
    }
}
