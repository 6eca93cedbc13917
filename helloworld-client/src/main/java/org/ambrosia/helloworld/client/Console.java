package org.ambrosia.helloworld.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The terminal of a client, and how the client says that it is done. Not part of any state. */
final class Console {
    private static final long LOOK_MILLIS = 50;

    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final CountDownLatch done = new CountDownLatch(1);

    void print(String line) {
        System.out.println(line);
    }

    /** The next line; empty at the end of the input. */
    String readLine() {
        try {
            String line = in.readLine();
            return line == null ? "" : line;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The program may end. */
    void end() {
        done.countDown();
    }

    /** Waits a moment; returns whether the program may end. */
    boolean awaitEnd() throws InterruptedException {
        return done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
}
