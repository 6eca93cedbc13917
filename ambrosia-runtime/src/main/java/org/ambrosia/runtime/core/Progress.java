package org.ambrosia.runtime.core;

/** The progress of an application with what it was given. */
final class Progress {
    private long undelivered;
    private long given;
    private long lastMillis;
    /** When the application has executed this much, it has come to the record of that time. */
    private long markBytes;

    private long markMillis;
    private long executedMillis;

    /** Notes that it was given a record of that time. */
    void given(int bytes, long clockMillis) {
        undelivered += bytes;
        given += bytes;
        lastMillis = clockMillis;
    }

    /** Notes that it has executed that many bytes more. */
    void executed(long bytes) {
        undelivered = Math.max(0, undelivered - bytes);
        if (given - undelivered >= markBytes) {
            executedMillis = undelivered == 0 ? lastMillis : markMillis;
            markBytes = given;
            markMillis = lastMillis;
        }
    }

    /** Drops what it has not executed, since it will not execute that. */
    void reset() {
        undelivered = 0;
    }

    /** Returns how many bytes it was given and has not executed yet. */
    long undelivered() {
        return undelivered;
    }

    /**
     * Returns when the record to which it has come was logged, by the wall clock, or a somewhat
     * earlier time; 0 if it has come to none.
     */
    long executedMillis() {
        return executedMillis;
    }
}
