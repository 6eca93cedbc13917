package org.ambrosia.runtime.core;

/** The time of the event that is being handled. */
final class Moment {
    private long nanos;
    private long wallMillis;

    void set(long now, long wall) {
        nanos = now;
        wallMillis = wall;
    }

    /** A time that never goes back, in nanoseconds. */
    long nanos() {
        return nanos;
    }

    /** The wall clock in milliseconds, for people to read. */
    long wallMillis() {
        return wallMillis;
    }
}
