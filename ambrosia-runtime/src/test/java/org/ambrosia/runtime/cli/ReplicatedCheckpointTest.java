package org.ambrosia.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.contract.Idle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Checkpoints that the primary is asked for, and another replica stores. */
class ReplicatedCheckpointTest {
    @TempDir
    private Path directory;

    private final List<Instance> replicas = new ArrayList<>();
    private String said = "";

    @Test
    void oneIsStoredThoughNothingIsCalled() throws Exception {
        Instance primary = replica(0, ReplicaRole.PRIMARY);
        replica(1, ReplicaRole.CHECKPOINTER);
        primary.checkpoint().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    @Test
    void eachOfManyIsAnswered() throws Exception {
        Instance primary = replica(0, ReplicaRole.PRIMARY);
        replica(1, ReplicaRole.CHECKPOINTER);
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(primary.checkpoint().toCompletableFuture());
        }
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
    }

    @Test
    void oneIsStoredByACheckpointerThatComesLater() throws Exception {
        Instance primary = replica(0, ReplicaRole.PRIMARY);
        CompletableFuture<Void> asked = primary.checkpoint().toCompletableFuture();
        replica(1, ReplicaRole.CHECKPOINTER);
        asked.get(1, TimeUnit.MINUTES);
    }

    /** A person at a terminal need not wait for what can't come; a program's request does, see above. */
    @Test
    void theCommandSaysAtOnceThatNoReplicaTakesThem() throws Exception {
        replica(0, ReplicaRole.PRIMARY);
        await().until(() -> run("status") == 0 && said.contains("primary"));
        long begin = System.nanoTime();
        assertThat(run("checkpoint", "-i=idle", "--timeout=30")).isEqualTo(1);
        assertThat(said)
                .contains("[Ambrosia/NoCheckpoint]", "none that runs takes the checkpoints", "Start another one");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        replica(1, ReplicaRole.CHECKPOINTER);
        await().until(() -> run("status") == 0 && said.contains("checkpointer"));
        assertThat(run("checkpoint", "-i=idle")).as(said).isZero();
    }

    private int run(String... arguments) {
        StringWriter text = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(text));
        commandLine.setErr(new PrintWriter(text));
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--registry=" + directory.resolve("registry"));
        int status = commandLine.execute(all.toArray(String[]::new));
        said = text.toString();
        return status;
    }

    private Instance replica(int number, ReplicaRole expected) throws Exception {
        Instance handle = Ambrosia.deploy("idle", Idle::new)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.replica(number).checkpointAtClose(Duration.ZERO))
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
        replicas.forEach(Instance::close);
    }
}
