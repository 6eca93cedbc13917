package org.ambrosia.runtime.core.driver;

import java.util.function.LongSupplier;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LeadershipEvent;

/**
 * Decides when a standby learns that there is a primary, or none, so that it claims the log. The
 * standby that has come furthest goes first, since it serves soonest. The others do not wait for it
 * if it is slow.
 *
 * <p>Used by one thread at a time.
 */
public final class ElectionPolicy {
    /** A standby that claims the log does so within this time, in nanoseconds. */
    private static final long CLAIMED_NANOS = 1_000_000L;
    /** After that many failed claims it waits longer and longer: on a full disk all claims fail. */
    private static final int CLAIMS_AT_ONCE = 20;

    private static final int MAX_DOUBLINGS = 20;

    private final Settings settings;
    private boolean seen;
    private int told;
    private long deferredSinceNanos;
    private boolean deferring;

    /** Creates a policy of a standby that has not looked yet. */
    public ElectionPolicy(Settings settings) {
        this.settings = settings;
    }

    /**
     * The settings that may be chosen.
     *
     * @param lookNanos how long to wait while there is a primary
     * @param muchBehind how many records another standby must be ahead to go first
     * @param deferNanos for how long it may go first
     */
    public record Settings(long lookNanos, long muchBehind, long deferNanos) {
        private static final int LOOKS_PER_LEASE = 20;
        /** That memory is shared with the primary is seen within a second. */
        private static final long MAX_LOOK_NANOS = 50_000_000L;

        private static final long MUCH_BEHIND = 1_000;
        private static final long DEFER_NANOS = 100_000_000L;

        /** The defaults for a lease of that many nanoseconds. */
        public static Settings of(long leaseNanos) {
            return new Settings(Math.min(leaseNanos / LOOKS_PER_LEASE, MAX_LOOK_NANOS), MUCH_BEHIND, DEFER_NANOS);
        }
    }

    /** What is to be done before the policy is asked again. */
    public sealed interface Decision {
        /**
         * The replica receives this event.
         *
         * @param waitNanos how long to wait then
         */
        record Tell(Event event, long waitNanos) implements Decision {}

        /** Another standby goes first, which has come further. */
        record Defer(long waitNanos) implements Decision {}

        /** Nothing is to be done, unless the primary ends within this time. */
        record Watch(long waitNanos) implements Decision {}
    }

    /**
     * There is a primary, which is another process.
     *
     * @return what is to be done
     */
    public Decision occupied() {
        told = 0;
        deferring = false;
        if (!seen) {
            seen = true;
            return new Decision.Tell(new LeadershipEvent.Occupied(), 0);
        }
        return new Decision.Watch(settings.lookNanos());
    }

    /**
     * There is no primary.
     *
     * @param nowNanos a time that never goes back
     * @param term the term that has ended
     * @param position how far this standby has come; -1 if its application is not there
     * @param furthestStandby how far the furthest of the others has come; -1 if there is none
     * @return what is to be done
     */
    public Decision vacant(long nowNanos, long term, long position, LongSupplier furthestStandby) {
        if (seen && isMuchBehind(position, furthestStandby.getAsLong())) {
            if (!deferring) {
                deferring = true;
                deferredSinceNanos = nowNanos;
            }
            if (nowNanos - deferredSinceNanos < settings.deferNanos()) {
                return new Decision.Defer(CLAIMED_NANOS);
            }
        }
        deferring = false;
        return new Decision.Tell(new LeadershipEvent.Vacant(term), nanosBehind(++told));
    }

    /**
     * Returns whether another standby is much further. A standby whose application is not there has
     * come nowhere.
     */
    private boolean isMuchBehind(long position, long furthest) {
        return position < 0 ? furthest >= 0 : furthest > position + settings.muchBehind();
    }

    /**
     * Returns how long to wait after a claim. A standby claims the log at once, but a claim that
     * fails again and again must not keep a processor busy.
     */
    private long nanosBehind(int claims) {
        int doublings = Math.max(0, Math.min(claims - CLAIMS_AT_ONCE, MAX_DOUBLINGS));
        return Math.min(CLAIMED_NANOS << doublings, Math.max(CLAIMED_NANOS, settings.lookNanos()));
    }
}
