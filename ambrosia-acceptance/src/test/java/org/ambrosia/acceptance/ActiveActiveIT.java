package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walkthrough of active standbys, with real processes: the demo checks every claim itself. */
class ActiveActiveIT {
    @TempDir
    private Path directory;

    @Test
    void everyClaimOfTheWalkthroughHolds() {
        try (Program demo = Program.command(
                directory.resolve("demo.log"),
                Path.of("..").toAbsolutePath().normalize(),
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                List.of("bin/ambrosia", "demo", "active-active", "--failovers=2"))) {
            assertThat(demo.awaitExit(4)).as(String.join("\n", demo.lines())).isZero();
            assertThat(demo.lines())
                    .anyMatch(line -> line.contains("Every claim of the walkthrough holds."))
                    .noneMatch(line -> line.contains("NO"));
        }
    }
}
