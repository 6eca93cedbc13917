package org.ambrosia.runtime.api;

/** The role of a replica of an instance. The log decides it, not the replica's number. */
public enum ReplicaRole {
    /** Takes calls, writes the log, and talks to other instances. There is one primary. */
    PRIMARY,
    /**
     * Replays the log continuously and takes every checkpoint but the first; never becomes primary.
     */
    CHECKPOINTER,
    /** Replays the log continuously, and is ready to become primary. */
    STANDBY
}
