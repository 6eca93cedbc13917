package org.ambrosia.runtime.api;

/**
 * The place where a record must be before calls in it are executed, confirmed or followed by
 * others.
 */
public enum Durability {
    /** On stable storage: it survives the loss of the machine's power. */
    STABLE_STORAGE,
    /**
     * In the operating system's memory: it survives the end of the process, but not that of the
     * machine. For experiments.
     */
    SYSTEM_MEMORY
}
