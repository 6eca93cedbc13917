package org.ambrosia.benchmarks.pti;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where a run is shown, and how it tells that it is over. Not part of any state. What may differ from run to run is on lines that
 * begin with {@code *X*}.
 */
final class Screen {
    private final Path csv;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean failed;

    /**
     * Makes a screen.
     *
     * @param csv where a line for each round is appended; null if nowhere
     */
    Screen(Path csv) {
        this.csv = csv;
    }

    void print(String line) {
        System.out.println(line);
    }

    /** Something is not as it must be; the program goes on, and fails in the end. */
    void fail(String line) {
        failed = true;
        System.out.println(line);
    }

    void round(int messageBytes, long bytes, double seconds, long p50Micros, long p99Micros) {
        double gigabytes = bytes / seconds / (1L << 30);
        print(String.format(
                Locale.ROOT,
                "*X* %d\t%.4f%s",
                messageBytes,
                gigabytes,
                p50Micros < 0 ? "" : "\techo p50 " + p50Micros + " µs, p99 " + p99Micros + " µs"));
        if (csv != null) {
            append(String.format(
                    Locale.ROOT,
                    "%d,%d,%.3f,%.4f,%d,%d%n",
                    messageBytes,
                    bytes,
                    seconds,
                    gigabytes,
                    p50Micros,
                    p99Micros));
        }
    }

    private void append(String line) {
        try {
            if (!Files.exists(csv)) {
                Files.writeString(csv, "message_bytes,bytes,seconds,gigabytes_per_second,echo_p50_us,echo_p99_us\n");
            }
            Files.writeString(csv, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    void end() {
        done.countDown();
    }

    /** Waits for the end, for a while; returns whether it has come. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return done.await(millis, TimeUnit.MILLISECONDS);
    }

    boolean hasFailed() {
        return failed;
    }
}
