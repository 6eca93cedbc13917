package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.ambrosia.runtime.log.Leadership;

/**
 * Shows that a primary is alive while its process is young: on a thread of its own, since the coordinator's may wait for classes that
 * are loaded, for their compilation and for the application for longer than the lease, on a machine that has much else to do. After
 * that the coordinator's thread alone does it, so that one that hangs is replaced.
 */
final class EarlyBeats {
    private static final int BEATS_PER_LEASE = 10;
    private static final long MAX_START_NANOS = 60_000_000_000L;
    private static final long YOUNG_NANOS = 10_000_000_000L;

    private final Leadership leadership;
    private final long leaseNanos;
    private final Thread thread;
    private volatile LongPredicate writerStuck = nanos -> false;
    private volatile long untilNanos = System.nanoTime() + MAX_START_NANOS;
    private volatile boolean stopped;

    private EarlyBeats(String instance, Leadership leadership, Duration lease) {
        this.leadership = leadership;
        this.leaseNanos = lease.toNanos();
        this.thread = Threads.named(instance, "beat").newThread(this::run);
    }

    /** Begins; the process has joined the log just now. */
    static EarlyBeats begin(String instance, Leadership leadership, Duration lease) {
        EarlyBeats beats = new EarlyBeats(instance, leadership, lease);
        beats.thread.start();
        return beats;
    }

    /** From now on there is a log writer, which shows no sign of life while it is stuck for so long. */
    void writer(LongPredicate stuck) {
        writerStuck = stuck;
    }

    /** This process has become the primary, which it was not when it began. */
    void elected() {
        untilNanos = System.nanoTime() + MAX_START_NANOS;
    }

    /** The instance serves: some seconds later its coordinator shows by itself that it is alive. */
    void serving() {
        untilNanos = System.nanoTime() + YOUNG_NANOS;
    }

    /** Ends, and does not touch the log any more on return. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            if (System.nanoTime() - untilNanos < 0 && !writerStuck.test(leaseNanos / 2)) {
                leadership.renew();
            }
            LockSupport.parkNanos(leaseNanos / BEATS_PER_LEASE);
        }
    }
}
