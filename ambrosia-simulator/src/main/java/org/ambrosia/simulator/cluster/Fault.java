package org.ambrosia.simulator.cluster;

/** What goes wrong in a run, for counting what the runs covered. */
public enum Fault {
    /** A process was killed; what it wrote is in the page cache. */
    KILLED,
    /** An application was killed, and its coordinator was not. */
    APPLICATION_KILLED,
    /** The connection between an application and its coordinator was cut. */
    CONNECTION_CUT,
    /** A machine lost its power; what was not synced is lost, in part or whole. */
    POWER_LOST,
    /** A process died in the middle of an event, between two of its effects. */
    DIED_IN_STEP,
    /** A write was cut off in the middle. */
    TORN_WRITE,
    /** A write failed. */
    WRITE_FAILED,
    /** The disk was full for a while. */
    DISK_FULL,
    /** A write took very long. */
    DISK_STALLED,
    /** A bit of the newest checkpoint flipped while the process was down. */
    CHECKPOINT_ROTTED,
    /** A process stood still for a while. */
    PAUSED,
    /** A handler took very long, and what was delivered waited behind it. */
    HANDLER_STALLED,
    /** A secondary did not read the log for a while. */
    LAGGED,
    /** An instance without replicas was started elsewhere while it ran. */
    MOVED,
    /** A replica was started while the same one was alive. */
    SECOND_PROCESS,
    /** The primary was told to hand over to a standby. */
    HANDED_OVER,
    /** A client ended. */
    CALLER_KILLED,
    /** A client had no network for a while, perhaps until it was forgotten. */
    CALLER_AWAY,
    /** A link was cut. */
    LINK_CUT,
    /** What one side sent on a link was lost from some moment on. */
    FRAMES_LOST,
    /** Calls were sent again in other batches. */
    FRAMES_DUPLICATED,
    /** Two machines could not reach each other, or one not the other, for a while. */
    PARTITION,
    /** A link was opened, but its dialler was told that this had failed. */
    DIAL_MISREPORTED,
    /** A clock was set forward or back. */
    CLOCK_JUMPED,
    /** A destination was absent for most of the run. */
    ABSENT,
    /** An instance went on with an older image of its log. */
    LOG_RESTORED,
    /** A copy of an instance's log was started beside it. */
    LOG_COPIED,
    /** Another build of an application was deployed, of which one lacks the newest method. */
    ROLLED_BACK,
    /** A peer said something at the wrong moment, or in the name of another. */
    HOSTILE_SPOKE,
    /** A disk of bounded size was full, until its operator made room. */
    DISK_BOUNDED,
    /** An instance's replicas were on two machines, which saw late or never what the other wrote into shared memory. */
    MEMORY_LATE
}
