package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.ambrosia.runtime.log.Leadership;

/**
 * Shows that a primary is alive while its process is young, on a thread of its own. On a busy
 * machine, the coordinator's thread may wait longer than the lease: for class loading, for
 * compilation and for the application. After that time the coordinator's thread alone shows it, so
 * that one that hangs is replaced.
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

    /** Begins; the process has just joined the log. */
    static EarlyBeats begin(String instance, Leadership leadership, Duration lease) {
        EarlyBeats beats = new EarlyBeats(instance, leadership, lease);
        beats.thread.start();
        return beats;
    }

    /**
     * Adds the log writer, from now on. While {@code stuck} reports that it is stuck, no sign of
     * life is shown.
     */
    void writer(LongPredicate stuck) {
        writerStuck = stuck;
    }

    /** Called when this process has become the primary. It was not the primary when it began. */
    void elected() {
        untilNanos = System.nanoTime() + MAX_START_NANOS;
    }

    /**
     * Called when the instance serves. Some seconds later its coordinator shows by itself that it
     * is alive.
     */
    void serving() {
        untilNanos = System.nanoTime() + YOUNG_NANOS;
    }

    /** Ends the beats. On return they do not touch the log any more. */
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
