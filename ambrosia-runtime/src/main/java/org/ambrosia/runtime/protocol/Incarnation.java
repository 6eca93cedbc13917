package org.ambrosia.runtime.protocol;

/**
 * The id of an instance's log. Its high bits are the time of the log's creation in milliseconds
 * since 1970, and its low bits are random. So a later log has a greater id (ADR 0002).
 */
public final class Incarnation {
    private static final int RANDOM_BITS = 20;

    private Incarnation() {}

    /** Creates the incarnation of a log that begins at this time. */
    public static long of(long millis, long random) {
        return millis << RANDOM_BITS | (random & ((1L << RANDOM_BITS) - 1));
    }

    /** Returns when the log of this incarnation was created, in milliseconds since 1970. */
    public static long millis(long incarnation) {
        return incarnation >>> RANDOM_BITS;
    }
}
