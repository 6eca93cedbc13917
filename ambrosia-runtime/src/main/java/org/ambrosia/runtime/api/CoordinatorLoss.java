package org.ambrosia.runtime.api;

/** The reaction of an application when its coordinator, in another process, is gone. */
public enum CoordinatorLoss {
    /**
     * The application waits, with its state in memory, and goes on with the next coordinator of the
     * instance.
     */
    WAIT,
    /** The application ends, so that the program that watches it can restart both. */
    END
}
