package org.ambrosia.runtime.log;

import org.ambrosia.runtime.api.ReplicaRole;

/** The processes that share a log: what each of them is, and how far it has come. What is read here may be old by a second. */
public interface Membership {
    /**
     * Lets the others know what this process is, and the last record that its application has executed. Does not block. It is called
     * thousands of times a second; an engine passes on the newest when it has a chance to, at least twice a second.
     */
    void publish(ReplicaRole role, long executed);

    /** The last record that the furthest of the other standbys has executed; -1 if there is none. May block. */
    long furthestStandby();

    /**
     * Makes this process the one that takes the checkpoints, if none has been there for as long as is configured and another standby is
     * there, as far as this process has seen by asking often. May block.
     *
     * @param nowNanos a time that never goes back
     * @return whether it is from now on; no other one is then
     */
    boolean takeCheckpointing(long nowNanos);
}
