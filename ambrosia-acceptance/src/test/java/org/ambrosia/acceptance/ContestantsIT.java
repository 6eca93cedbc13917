package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmarks beside other systems, as short as they can be: whether they run, and say how those are set. Writes 2 GB, to learn how
 * fast the disk is, and is not part of each build.
 */
@Tag("long")
class ContestantsIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    @TempDir
    private Path work;

    @Test
    void eachContestantIsSetAsItsMakersWantItAndSaysSo() throws IOException {
        List<String> before = sharedMemory();
        try (Program bench = Program.command(
                work.resolve("bench.log"),
                work,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                List.of(
                        ROOT.resolve("bin/ambrosia").toString(),
                        "bench",
                        "oneway",
                        "--sizes=65536",
                        "--rounds=1",
                        "--seconds=0.1",
                        "--warmups=1",
                        "--data=" + work,
                        "--out=" + work))) {
            assertThat(bench.awaitExit(10)).as("the output: %s", bench.lines()).isZero();
        }
        String table = Files.readString(work.resolve("oneway.txt"));
        assertThat(table)
                .contains("Settings of gRPC", "Settings of Aeron Cluster", "Settings of Ambrosia")
                .containsPattern("aeron\\.mtu\\.length, aeron\\.ipc\\.mtu\\.length +8192")
                .containsPattern("flow-control window +4194304 bytes");
        if (Files.isDirectory(SHARED_MEMORY)) {
            assertThat(table).containsPattern("aeron\\.dir +(/dev/shm|on the disk +NO SHARED MEMORY)");
            assertThat(sharedMemory()).as("what is left in shared memory").isSubsetOf(before);
        }
    }

    private static List<String> sharedMemory() throws IOException {
        if (!Files.isDirectory(SHARED_MEMORY)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(SHARED_MEMORY)) {
            return all.map(each -> each.getFileName().toString())
                    .filter(each -> each.startsWith("AERON"))
                    .toList();
        }
    }
}
