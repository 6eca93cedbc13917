package org.ambrosia.benchmarks.steady;

import java.util.concurrent.locks.LockSupport;
import org.ambrosia.runtime.api.AmbrosiaException;

/** Sends a number for each tick. */
final class PacingClient extends PacerImmortal {
    private final transient Replies replies;
    private final transient long paceNanos;
    private final transient byte[] filler;
    private transient volatile boolean stopped;

    private CounterProxy server;
    private long last;

    PacingClient(Replies replies, long paceNanos, int fillerBytes) {
        this.replies = replies;
        this.paceNanos = paceNanos;
        this.filler = new byte[fillerBytes];
    }

    @Override
    protected void onFirstStart() {
        server = CounterProxy.of(this, "server");
    }

    @Override
    protected void onBecomingPrimary() {
        Thread pace = new Thread(this::pace, "pace");
        pace.setDaemon(true);
        pace.start();
    }

    @Override
    public void tick() {
        replies.sent(++last);
        server.countFork(last, filler, self());
    }

    @Override
    public void counted(long number) {
        replies.answered(number);
    }

    /** No more numbers are sent, soon. */
    void stop() {
        stopped = true;
    }

    private void pace() {
        PacerProxy self = self();
        long next = System.nanoTime();
        try {
            while (!stopped) {
                self.tickImpulse();
                next += paceNanos;
                long wait = next - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
            }
        } catch (AmbrosiaException ended) {
            // The instance runs no more in this process.
        }
    }
}
