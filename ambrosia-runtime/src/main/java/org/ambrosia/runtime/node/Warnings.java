package org.ambrosia.runtime.node;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.LogBudget;

/** What an instance warns its operator of. Peers can cause warnings, which may be many: of each kind a few are logged. */
final class Warnings {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());

    private final LogBudget budget = new LogBudget(LOGGER, System::nanoTime);
    private final String instance;

    Warnings(String instance) {
        this.instance = instance;
    }

    /** Warns. On the coordinator's thread. */
    void warn(ErrorTag tag, String message) {
        if (budget.allows(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] (instance=" + instance + ")")) {
            LOGGER.log(
                    System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] " + message + " (instance=" + instance + ")");
        }
    }
}
