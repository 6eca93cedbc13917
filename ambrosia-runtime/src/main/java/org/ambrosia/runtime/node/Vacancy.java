package org.ambrosia.runtime.node;

import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.driver.ElectionPolicy;
import org.ambrosia.runtime.core.driver.ElectionPolicy.Decision;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.Membership;

/**
 * Watches, on a thread of its own, whether the log has a primary, until this process is the
 * primary.
 */
final class Vacancy {
    private final Leadership leadership;
    private final Membership membership;
    private final ElectionPolicy policy;
    private final Consumer<Event> events;
    private volatile long position = -1;
    private volatile boolean stopped;

    /**
     * Creates a watch.
     *
     * @param events receives what was seen
     */
    Vacancy(Log log, ElectionPolicy policy, Consumer<Event> events) {
        this.leadership = log.leadership();
        this.membership = log.membership();
        this.policy = policy;
        this.events = events;
    }

    /** Sets how far this process has come in the log; -1 if it has no application. */
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
            OptionalLong vacant = leadership.vacantTerm(now);
            if (vacant.isPresent()) {
                decision = policy.vacant(now, vacant.getAsLong(), position, membership::furthestStandby);
            } else if (leadership.isPrimary()) {
                return;
            } else {
                decision = policy.occupied();
            }
            if (decision instanceof Decision.Watch watch) {
                leadership.awaitChange(watch.waitNanos());
            } else if (decision instanceof Decision.Defer defer) {
                LockSupport.parkNanos(defer.waitNanos());
            } else if (decision instanceof Decision.Tell tell) {
                events.accept(tell.event());
                LockSupport.parkNanos(tell.waitNanos());
            }
        }
    }
}
