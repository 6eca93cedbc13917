package org.ambrosia.runtime.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresenceFileTest {
    @TempDir
    private Path directory;

    /** Java can't even name the file of such a program; a shell can. */
    @Test
    void aProcessWhoseNameIsNoTextIsToldByItsTicks() throws IOException {
        assumeThat(Path.of("/proc/self/stat")).exists();
        Process process = new ProcessBuilder(
                        "/bin/sh", "-c", "f=$(printf 'a\\377)'); cp /bin/sleep \"$f\"; exec \"./$f\" 60")
                .directory(directory.toFile())
                .start();
        try {
            Path stat = Path.of("/proc/" + process.pid() + "/stat");
            await().until(() ->
                    new String(Files.readAllBytes(stat), StandardCharsets.ISO_8859_1).contains("(a\u00ff))"));
            assertThat(PresenceFile.started(process.pid())).startsWith("ticks ");
        } finally {
            process.destroyForcibly();
        }
    }
}
