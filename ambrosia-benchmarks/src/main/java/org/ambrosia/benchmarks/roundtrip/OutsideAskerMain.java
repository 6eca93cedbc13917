package org.ambrosia.benchmarks.roundtrip;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.ambrosia.benchmarks.report.RoundTrips;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaClient;

/** Who asks without being an instance: {@code directory payloadBytes calls outstanding}. */
public final class OutsideAskerMain {
    private OutsideAskerMain() {}

    /** Runs until everything was answered. */
    public static void main(String[] args) throws InterruptedException {
        int calls = Integer.parseInt(args[2]);
        RoundTrips trips = new RoundTrips(calls);
        CountDownLatch done = new CountDownLatch(1);
        try (AmbrosiaClient client = Ambrosia.client()
                .registryDirectory(Path.of(args[0]).resolve("registry"))
                .start()) {
            EchoClient echo = EchoClient.of(client, "echo");
            new Asking(echo, new byte[Integer.parseInt(args[1])], calls, Integer.parseInt(args[3]), trips, done)
                    .begin();
            done.await();
            System.out.println(trips.result());
        }
    }

    /** Asks in two rounds, of which the first is to warm up, with some calls under way at a time; each answer makes the next call. */
    private static final class Asking {
        private final EchoClient echo;
        private final byte[] payload;
        private final int calls;
        private final RoundTrips trips;
        private final CountDownLatch done;
        private final long[] made;
        private int sent;
        private int answered;
        /** Looked at by nobody: a call that fails shows itself by the round not ending. */
        @SuppressWarnings("unused")
        private CompletableFuture<Void> last;

        Asking(EchoClient echo, byte[] payload, int calls, int outstanding, RoundTrips trips, CountDownLatch done) {
            this.echo = echo;
            this.payload = payload;
            this.calls = calls;
            this.trips = trips;
            this.done = done;
            this.made = new long[outstanding];
        }

        /** An answer may come while this makes more calls. */
        synchronized void begin() {
            trips.begin();
            while (sent - answered < made.length) {
                ask();
            }
        }

        private void ask() {
            made[sent++ % made.length] = System.nanoTime();
            last = echo.echoAsync(payload).thenAccept(this::onAnswer);
        }

        private synchronized void onAnswer(byte[] answer) {
            boolean isLast = trips.answered(made[answered++ % made.length]);
            if (sent % calls != 0) {
                ask();
            } else if (isLast && answered == calls) {
                begin();
            } else if (isLast) {
                done.countDown();
            }
        }
    }
}
