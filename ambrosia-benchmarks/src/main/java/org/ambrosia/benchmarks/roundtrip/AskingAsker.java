package org.ambrosia.benchmarks.roundtrip;

import java.util.concurrent.CountDownLatch;
import org.ambrosia.benchmarks.report.RoundTrips;

/** Asks in two rounds, of which the first is to warm up, with some calls under way at a time; each answer makes the next call. */
final class AskingAsker extends AskerImmortal {
    private final transient RoundTrips trips;
    private final transient CountDownLatch done;
    private final transient byte[] payload;
    private final transient long[] made;
    private final int calls;
    private final int outstanding;

    private EchoProxy echo;
    private int sent;
    private int answered;

    AskingAsker(byte[] payload, int calls, int outstanding, RoundTrips trips, CountDownLatch done) {
        this.payload = payload;
        this.calls = calls;
        this.outstanding = outstanding;
        this.trips = trips;
        this.done = done;
        this.made = new long[outstanding];
    }

    @Override
    protected void onFirstStart() {
        echo = EchoProxy.of(this, "echo");
        self().beginFork();
    }

    @Override
    public void begin() {
        trips.begin();
        while (sent - answered < outstanding) {
            ask();
        }
    }

    private void ask() {
        made[sent++ % outstanding] = System.nanoTime();
        echo.echoAsync(payload).onResult(this::onAnswer);
    }

    private void onAnswer(byte[] answer) {
        boolean last = trips.answered(made[answered++ % outstanding]);
        if (sent % calls != 0) {
            ask();
        } else if (last && answered == calls) {
            self().beginFork();
        } else if (last) {
            done.countDown();
        }
    }
}
