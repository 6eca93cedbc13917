package org.ambrosia.runtime.node;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.driver.ElectionPolicy;
import org.ambrosia.runtime.core.driver.ElectionPolicy.Decision;
import org.ambrosia.runtime.log.Log;

/** Watches, on a thread of its own, whether the log has a primary, until this process is that. */
final class Vacancy {
    private final Log log;
    private final ElectionPolicy policy;
    private final Consumer<Event> events;
    private volatile long position = -1;
    private volatile boolean stopped;

    /**
     * Makes a watch.
     *
     * @param events is told what was seen
     */
    Vacancy(Log log, ElectionPolicy policy, Consumer<Event> events) {
        this.log = log;
        this.policy = policy;
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
        while (!stopped) {
            long now = System.nanoTime();
            Decision decision;
            if (log.isVacant(now)) {
                decision = policy.vacant(now, position, log::furthestStandby);
            } else if (log.isPrimary()) {
                return;
            } else {
                decision = policy.occupied();
            }
            if (decision instanceof Decision.Watch watch) {
                log.awaitRelease(watch.waitNanos());
            } else if (decision instanceof Decision.Defer defer) {
                LockSupport.parkNanos(defer.waitNanos());
            } else if (decision instanceof Decision.Tell tell) {
                events.accept(tell.event());
                LockSupport.parkNanos(tell.waitNanos());
            }
        }
    }
}
