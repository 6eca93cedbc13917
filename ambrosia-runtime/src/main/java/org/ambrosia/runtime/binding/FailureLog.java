package org.ambrosia.runtime.binding;

import static java.lang.System.Logger.Level;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ambrosia.runtime.protocol.PeerText;

/**
 * Logs what fails, though any party can make it fail as often as it likes: of each kind, such as a method, the first failure with its
 * stack, then some in a minute as one line each, and the others as a number. Not thread-safe.
 */
final class FailureLog {
    private static final int LINES_A_MINUTE = 10;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int MAX_KINDS = 256;

    private final System.Logger logger;
    private final LongSupplier nanoClock;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    FailureLog(System.Logger logger, LongSupplier nanoClock) {
        this.logger = logger;
        this.nanoClock = nanoClock;
    }

    /** What was logged of one kind. */
    private static final class Kind {
        private boolean stackShown;
        private long minuteBegin;
        private int lines;
        private long dropped;
    }

    /**
     * Logs a line, unless there were many of the kind.
     *
     * @param failure what is shown behind it; null if nothing is
     * @param isNew whether it happens for the first time: what a replay repeats is shown without its stack
     */
    void log(Level level, String kind, String line, Throwable failure, boolean isNew) {
        Kind present = kind(kind);
        if (!mayLog(level, kind, present)) {
            return;
        }
        if (failure == null) {
            logger.log(level, line);
        } else if (isNew && !present.stackShown) {
            present.stackShown = true;
            withStack(level, line, failure);
        } else {
            logger.log(level, line + ": " + PeerText.line(Failures.text(failure)));
        }
    }

    private Kind kind(String name) {
        boolean isKnown = kinds.containsKey(name) || kinds.size() < MAX_KINDS;
        return kinds.computeIfAbsent(isKnown ? name : "", unknown -> {
            Kind fresh = new Kind();
            fresh.minuteBegin = nanoClock.getAsLong();
            return fresh;
        });
    }

    private boolean mayLog(Level level, String kind, Kind present) {
        long now = nanoClock.getAsLong();
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

    private void withStack(Level level, String line, Throwable failure) {
        try {
            logger.log(level, line, failure);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (RuntimeException | Error undescribable) {
            // The logger asks the exception for its texts, which are the user's code.
            logger.log(level, line + ": " + Failures.stack(failure));
        }
    }
}
