package org.ambrosia.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.contract.Idle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An instance without checkpoints goes on, with a log that grows: that is seen from outside. */
class CheckpointAgeTest {
    @TempDir
    private Path directory;

    private String output = "";

    @Test
    void theAgeOfTheLastCheckpointIsShownAlsoAfterARestart() throws Exception {
        Instant before = Instant.now();
        Instant taken;
        try (Instance handle = deploy(new Idle())) {
            handle.awaitServing();
            handle.checkpoint().toCompletableFuture().get(1, TimeUnit.MINUTES);
            await().until(() -> status().has("checkpointAgeSeconds"));
            assertThat(status().get("checkpointAgeSeconds").getAsLong())
                    .isBetween(0L, Duration.between(before, Instant.now()).toSeconds() + 1);
            taken = handle.status().lastCheckpoint().orElseThrow();
            assertThat(taken).isAfterOrEqualTo(before.minusMillis(1)).isBeforeOrEqualTo(Instant.now());
            assertThat(run("status")).isZero();
            assertThat(output).contains("CHECKPOINT").containsPattern("\\d+ s ");
        }
        try (Instance handle = deploy(new Idle())) {
            handle.awaitServing();
            await().until(() -> handle.status().lastCheckpoint().isPresent());
            assertThat(handle.status().lastCheckpoint().orElseThrow()).isAfterOrEqualTo(taken);
        }
    }

    @Test
    void checkpointsThatFailAgainAndAgainAreAProblem() throws Exception {
        Idle idle = new Idle();
        try (Instance handle = deploy(idle)) {
            handle.awaitServing();
            idle.hold(new Thread());
            for (int i = 0; i < 3; i++) {
                assertThat(handle.status().isHealthy()).isTrue();
                assertThatThrownBy(
                                () -> handle.checkpoint().toCompletableFuture().get(1, TimeUnit.MINUTES))
                        .hasMessageContaining("Idle.held");
            }
            await().until(() -> !handle.status().isHealthy());
            assertThat(handle.status().problem()).get().asString().contains("NoCheckpoint", "The last 3 checkpoints");
            await().until(() -> run("status") == 0 && output.contains("could not take its last 3 checkpoints"));
            idle.hold(null);
            handle.checkpoint().toCompletableFuture().get(1, TimeUnit.MINUTES);
            await().until(() -> handle.status().isHealthy());
        }
    }

    private Instance deploy(Idle immortal) {
        return Ambrosia.deploy("idle", () -> immortal)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.checkpointAtClose(Duration.ZERO))
                .start();
    }

    private JsonObject status() {
        assertThat(run("status", "--json")).isZero();
        return JsonParser.parseString(output).getAsJsonArray().get(0).getAsJsonObject();
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--registry=" + directory.resolve("registry"));
        CommandLine commandLine = Main.commandLine();
        StringWriter out = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int status = commandLine.execute(all.toArray(String[]::new));
        output = out.toString();
        return status;
    }
}
