package org.ambrosia.runtime.log;

import org.ambrosia.runtime.api.ReplicaRole;

/**
 * The processes that share a log: the role of each, and how far it has come. Values that are read
 * here may be one second old.
 */
public interface Membership {
    /**
     * Publishes to the other processes the role of this one, and the last record that its
     * application has executed. Does not block. It is called thousands of times a second. An engine
     * passes on the newest values when it has a chance to, at least twice a second.
     */
    void publish(ReplicaRole role, long executed);

    /**
     * The last record that the furthest of the other standbys has executed; -1 if there is none.
     * May block.
     */
    long furthestStandby();

    /**
     * Makes this process the checkpointer, if there has been none for the configured time and
     * another standby is there. This is as far as this process has seen by frequent calls of this
     * method. May block.
     *
     * @param nowNanos a time that never goes back
     * @return whether this process is the checkpointer from now on; then no other process is
     */
    boolean takeCheckpointing(long nowNanos);
}
