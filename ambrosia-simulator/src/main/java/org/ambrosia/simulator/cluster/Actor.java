package org.ambrosia.simulator.cluster;

/** Something that does things as long as it is alive. */
interface Actor {
    /** Does this when so much time has passed, unless it has ended by then. */
    void after(long nanos, Runnable action);
}
