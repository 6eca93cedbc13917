package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.log.Log;

/** Watches, on a thread of its own, whether the log has a primary, until this process is that. */
final class Vacancy {
    private static final int LOOKS = 20;
    /** That memory is shared with the primary is seen within a second. */
    private static final long MAX_LOOK_NANOS = 50_000_000L;

    private static final long CLAIMED_NANOS = 1_000_000L;
    private static final int CLAIMS_AT_ONCE = 20;
    /** So far behind another standby, that one should be primary; but not if it is too slow about it. */
    private static final long MUCH_BEHIND = 1_000;

    private static final long DEFER_NANOS = 100_000_000L;

    private final Log log;
    private final long lookNanos;
    private final Consumer<Event> events;
    private volatile long position = -1;
    private volatile boolean stopped;

    /**
     * Makes a watch.
     *
     * @param events is told what was seen
     */
    Vacancy(Log log, Duration lease, Consumer<Event> events) {
        this.log = log;
        this.lookNanos = Math.min(lease.toNanos() / LOOKS, MAX_LOOK_NANOS);
        this.events = events;
    }

    /** This process has come so far in the log; -1 if it has no application. */
    void position(long sequence) {
        position = sequence;
    }

    /** Ends the watch, soon. From any thread. */
    void stop() {
        stopped = true;
    }

    /** Watches until stopped. */
    void run() {
        boolean seen = false;
        int told = 0;
        while (!stopped) {
            if (log.isVacant(System.nanoTime())) {
                if (seen) {
                    letTheFurthestGoFirst();
                }
                events.accept(new Event.Vacant());
                LockSupport.parkNanos(nanosBehind(++told));
            } else if (log.isPrimary()) {
                return;
            } else {
                if (!seen) {
                    events.accept(new Event.Occupied());
                    seen = true;
                }
                told = 0;
                log.awaitRelease(lookNanos);
            }
        }
    }

    /** Whoever claims the log does so at once; a claim that fails again and again, as on a full disk, is not to keep a processor busy. */
    private long nanosBehind(int told) {
        int doublings = Math.max(0, Math.min(told - CLAIMS_AT_ONCE, 20));
        return Math.min(CLAIMED_NANOS << doublings, Math.max(CLAIMED_NANOS, lookNanos));
    }

    private void letTheFurthestGoFirst() {
        long giveUp = System.nanoTime() + DEFER_NANOS;
        while (isMuchBehind(log.furthestStandby())
                && System.nanoTime() - giveUp < 0
                && log.isVacant(System.nanoTime())
                && !stopped) {
            pause();
        }
    }

    /** One whose application is not there has come nowhere. */
    private boolean isMuchBehind(long furthest) {
        return position < 0 ? furthest >= 0 : furthest > position + MUCH_BEHIND;
    }

    /** Whoever claims the log does so within this. */
    private static void pause() {
        LockSupport.parkNanos(CLAIMED_NANOS);
    }
}
