package org.ambrosia.runtime.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits the log lines that any party can cause as often as it likes. Then no party can fill a disk
 * or hide what others cause. Of each kind, some lines per minute are logged, and the others are
 * only counted. Not thread-safe.
 */
public final class LogBudget {
    private static final int LINES_A_MINUTE = 10;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int MAX_KINDS = 256;

    private final System.Logger logger;
    private final LongSupplier nanoClock;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /**
     * Creates a budget of which nothing is spent.
     *
     * @param logger logs how many lines were not logged
     */
    public LogBudget(System.Logger logger, LongSupplier nanoClock) {
        this.logger = logger;
        this.nanoClock = nanoClock;
    }

    /** The lines of one kind that were logged. */
    private static final class Kind {
        private long minuteBegin;
        private int lines;
        private long dropped;
    }

    /** Returns whether one more line of this kind is to be logged. */
    public boolean allows(System.Logger.Level level, String kind) {
        long now = nanoClock.getAsLong();
        Kind present = present(kind, now);
        if (now - present.minuteBegin >= MINUTE_NANOS) {
            if (present.dropped > 0) {
                logger.log(level, present.dropped + " more of these were not logged: " + kind);
            }
            present.minuteBegin = now;
            present.lines = 0;
            present.dropped = 0;
        }
        if (present.lines == LINES_A_MINUTE) {
            present.dropped++;
            return false;
        }
        present.lines++;
        return true;
    }

    /** When there are too many kinds, all new kinds are counted as one. */
    private Kind present(String name, long now) {
        boolean isKnown = kinds.containsKey(name) || kinds.size() < MAX_KINDS;
        return kinds.computeIfAbsent(isKnown ? name : "", unknown -> {
            Kind fresh = new Kind();
            fresh.minuteBegin = now;
            return fresh;
        });
    }
}
