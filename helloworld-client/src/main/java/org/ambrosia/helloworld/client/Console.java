package org.ambrosia.helloworld.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** The terminal of a client, and how the client says that it is done. Not part of any state. */
final class Console {
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

    void awaitEnd() throws InterruptedException {
        done.await();
    }
}
