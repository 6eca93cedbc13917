package org.ambrosia.runtime.binding;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Detects a call whose handler does not return, so that no other call is executed. It checks now
 * and then which call is executed, so that calls pay nothing for it. Code of the immortal outside
 * calls, such as a wait in {@code onFirstStart}, may take any time.
 */
public final class HandlerWatch {
    private static final System.Logger LOGGER = System.getLogger(HandlerWatch.class.getName());
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long MIN_TOLD_AGAIN_NANOS = 60_000_000_000L;

    private final ExecutedMessage message;
    private long execution;
    private long sinceNanos;
    private long dueNanos;
    private String call;
    private volatile String problem;

    HandlerWatch(ExecutedMessage message) {
        this.message = message;
    }

    /**
     * Checks which call is executed. Called on one thread, a few times per second; does not block.
     */
    public void look(long nowNanos) {
        long present = message.execution();
        if (present != execution) {
            if (problem != null) {
                returned(nowNanos);
            }
            execution = present;
            sinceNanos = nowNanos;
            dueNanos = nowNanos + PATIENCE_NANOS;
        } else if (present != 0 && nowNanos - dueNanos >= 0) {
            slow(nowNanos);
        }
    }

    /** Returns the problem, for people to read. From any thread. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void slow(long nowNanos) {
        long nanos = nowNanos - sinceNanos;
        // The warnings become less and less frequent.
        dueNanos = nowNanos + Math.max(nanos, MIN_TOLD_AGAIN_NANOS);
        if (problem == null) {
            call = message.position();
            problem = message.slow("since " + Instant.now().minusNanos(nanos).truncatedTo(ChronoUnit.SECONDS));
        }
        LOGGER.log(System.Logger.Level.WARNING, message.slow("for " + seconds(nanos)));
    }

    private void returned(long nowNanos) {
        problem = null;
        LOGGER.log(
                System.Logger.Level.INFO,
                "The call that was executing for long has returned after " + seconds(nowNanos - sinceNanos) + " ("
                        + call + ")");
    }

    private static String seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos) + " s";
    }
}
