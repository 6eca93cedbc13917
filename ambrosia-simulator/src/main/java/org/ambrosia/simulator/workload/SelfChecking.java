package org.ambrosia.simulator.workload;

/** An immortal that notices itself when something is wrong. */
public interface SelfChecking {
    /** What was wrong first; null if nothing was. */
    String violation();

    /** Whether it was told that it is primary, so that it may send impulses. */
    boolean isPrimary();
}
