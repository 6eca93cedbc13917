package org.ambrosia.runtime.binding;

import static java.lang.System.Logger.Level;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.ambrosia.runtime.protocol.LogBudget;
import org.ambrosia.runtime.protocol.PeerText;

/**
 * Logs failures that any party can cause as often as it likes. For each kind, such as a method, it
 * logs the first failure with its stack. Then it logs some failures per minute as one line each,
 * and the others as a number. Not thread-safe.
 */
final class FailureLog {
    private static final int MAX_STACKS = 256;

    private final System.Logger logger;
    private final LogBudget budget;
    /** The kinds of which a stack was logged. */
    private final Set<String> shown = new HashSet<>();

    FailureLog(System.Logger logger, LongSupplier nanoClock) {
        this.logger = logger;
        this.budget = new LogBudget(logger, nanoClock);
    }

    /**
     * Logs a line, unless there were many of the kind.
     *
     * @param failure the failure that is logged after the line; null if there is none
     * @param isNew whether the failure happens for the first time: one that a replay repeats is
     *     logged without its stack
     */
    void log(Level level, String kind, String line, Throwable failure, boolean isNew) {
        if (!budget.allows(level, kind)) {
            return;
        }
        if (failure == null) {
            logger.log(level, line);
        } else if (isNew && shown.size() < MAX_STACKS && shown.add(kind)) {
            withStack(level, line, failure);
        } else {
            logger.log(level, line + ": " + PeerText.line(Failures.text(failure)));
        }
    }

    private void withStack(Level level, String line, Throwable failure) {
        try {
            logger.log(level, line, failure);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (RuntimeException | Error undescribable) {
            // The logger would get its texts from the exception, whose methods are the user's code.
            logger.log(level, line + ": " + Failures.stack(failure));
        }
    }
}
