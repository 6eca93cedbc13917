package org.ambrosia.runtime.api;

/** What an application does when its coordinator, in another process, is gone. */
public enum CoordinatorLoss {
    /** It waits, with its state in memory, and goes on with the next coordinator of the instance. */
    WAIT,
    /** It ends, so that whoever watches it starts both again. */
    END
}
