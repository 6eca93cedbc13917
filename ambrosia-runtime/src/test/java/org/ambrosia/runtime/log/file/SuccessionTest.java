package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a process asks for a log that another one writes. */
@Timeout(30)
class SuccessionTest {
    @TempDir
    private Path directory;

    private final BlockingQueue<String> wanted = new LinkedBlockingQueue<>();

    /** The two have the same process id, as processes of two containers may have, whose process id means nothing here. */
    @Test
    void whoAsksIsKnownByTheFileThatItHoldsAndNotByAProcessId() throws InterruptedException {
        try (Log primary = begin();
                Log other = join(1)) {
            primary.onSuccessor(wanted::add);
            other.askForSuccession();
            assertThat(wanted.poll(10, TimeUnit.SECONDS)).contains("replica 1, process ");
            assertThat(request()).doesNotExist();
        }
    }

    @Test
    void whoAskedAndHasEndedSinceDoesNotCount() {
        try (Log primary = begin()) {
            try (Log other = join(1)) {
                other.askForSuccession();
            }
            assertThat(request()).exists();
            primary.onSuccessor(wanted::add);
            assertThat(request()).doesNotExist();
            assertThat(wanted).isEmpty();
        }
    }

    /** As a replica that is started again after it has asked. */
    @Test
    void whoHasTheNumberOfAProcessThatAskedHasNotAskedItself() {
        try (Log primary = begin()) {
            try (Log other = join(1)) {
                other.askForSuccession();
            }
            try (Log another = join(1)) {
                assertThat(another.isPrimary()).isFalse();
                primary.onSuccessor(wanted::add);
                assertThat(request()).doesNotExist();
                assertThat(wanted).isEmpty();
            }
        }
    }

    /** The one that it has asked had ended before it saw the request. */
    @Test
    void whoAskedAndHasTheLogTakesItsRequestAway() {
        Log primary = begin();
        try (Log other = join(1)) {
            other.askForSuccession();
            primary.close();
            assertThat(other.isVacant(System.nanoTime())).isTrue();
            assertThat(other.claim()).isTrue();
            other.onSuccessor(wanted::add);
            assertThat(request()).doesNotExist();
            assertThat(wanted).isEmpty();
        }
    }

    @Test
    void aRequestThatIsNotUnderstoodIsLeft() throws IOException {
        try (Log primary = begin()) {
            Files.writeString(request(), "member 1, from a later release\n");
            primary.onSuccessor(wanted::add);
            assertThat(request()).exists();
            assertThat(wanted).isEmpty();
        }
    }

    /** The primary may not have been told of the file, or has taken it and could not end. */
    @Test
    void aProcessThatWaitsAsksAgainEveryFewSeconds() throws IOException {
        try (Log primary = begin();
                Log other = join(1)) {
            assertThat(primary.isPrimary()).isTrue();
            other.askForSuccession();
            Files.delete(request());
            other.isVacant(System.nanoTime());
            assertThat(request()).doesNotExist();
            other.isVacant(System.nanoTime() + TimeUnit.SECONDS.toNanos(4));
            assertThat(request()).exists();
        }
    }

    private Path request() {
        return directory.resolve("one").resolve("successor");
    }

    private Log begin() {
        Log primary = join(0);
        primary.storeCheckpoint(0, new byte[] {1}, new byte[] {2});
        primary.startSegment(0, 0);
        return primary;
    }

    private Log join(int replica) {
        return new FileLogProvider()
                .join(InstanceConfig.builder("one")
                        .logDirectory(directory)
                        .replicated(true)
                        .replica(replica)
                        .build());
    }
}
