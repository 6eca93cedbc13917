package org.ambrosia.runtime.node;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.LogBudget;

/**
 * The warnings of an instance to its operator. Peers can cause many warnings, so only a few of each
 * kind are logged.
 */
final class Warnings {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());

    private final LogBudget budget = new LogBudget(LOGGER, System::nanoTime);
    private final String instance;

    Warnings(String instance) {
        this.instance = instance;
    }

    /** Warns the operator. On the coordinator's thread. */
    void warn(ErrorTag tag, String message) {
        if (budget.allows(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] (instance=" + instance + ")")) {
            LOGGER.log(
                    System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] " + message + " (instance=" + instance + ")");
        }
    }
}
