package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HalvedLockTest {
    private static final int ATTEMPTS = 100_000;

    @TempDir
    private Path directory;

    @Test
    void noOtherProcessGetsItHoweverOftenItIsRenewed() throws IOException {
        Path file = directory.resolve("held");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            HalvedLock lock = HalvedLock.tryLock(channel).orElseThrow();
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            String.join(File.pathSeparator, "target/classes", "target/test-classes"),
                            LockingProcess.class.getName(),
                            file.toString(),
                            Integer.toString(ATTEMPTS))
                    .redirectErrorStream(true)
                    .start();
            while (other.isAlive()) {
                lock.renew();
            }
            assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualToIgnoringNewLines("locked 0 times");
            assertThat(lock.renew()).isTrue();
        }
    }
}
