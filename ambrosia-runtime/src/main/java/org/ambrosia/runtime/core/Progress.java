package org.ambrosia.runtime.core;

/** How far an application has come with what it was given. */
final class Progress {
    private long undelivered;
    private long given;
    private long lastMillis;
    /** When the application has executed this much, it has come to the record of that time. */
    private long markBytes;

    private long markMillis;
    private long executedMillis;

    /** It was given a record of that time. */
    void given(int bytes, long clockMillis) {
        undelivered += bytes;
        given += bytes;
        lastMillis = clockMillis;
    }

    /** It has executed that many bytes more. */
    void executed(long bytes) {
        undelivered = Math.max(0, undelivered - bytes);
        if (given - undelivered >= markBytes) {
            executedMillis = undelivered == 0 ? lastMillis : markMillis;
            markBytes = given;
            markMillis = lastMillis;
        }
    }

    /** What it has not executed, it will not execute. */
    void reset() {
        undelivered = 0;
    }

    /** How many bytes it was given and has not executed yet. */
    long undelivered() {
        return undelivered;
    }

    /** When the record was logged to which it has come, by the wall clock, or somewhat earlier; 0 if it has come to none. */
    long executedMillis() {
        return executedMillis;
    }
}
