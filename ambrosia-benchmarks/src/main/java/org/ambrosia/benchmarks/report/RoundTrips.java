package org.ambrosia.benchmarks.report;

import java.util.Arrays;

/** How long each call of a round took, from being made to its answer. May be used from any thread. */
public final class RoundTrips {
    private static final double NINETY_NINE = 0.99;

    private final long[] nanos;
    private long beganNanos;
    private long tookNanos;
    private int answered;

    /** Of rounds of so many calls. */
    public RoundTrips(int calls) {
        nanos = new long[calls];
    }

    /** A round begins; what was measured before is forgotten. */
    public synchronized void begin() {
        answered = 0;
        beganNanos = System.nanoTime();
    }

    /** A call of the round was answered now, which had been made then. Returns whether it was the last. */
    public synchronized boolean answered(long madeNanos) {
        long now = System.nanoTime();
        nanos[answered++] = now - madeNanos;
        if (answered == nanos.length) {
            tookNanos = now - beganNanos;
        }
        return answered == nanos.length;
    }

    /** How many calls of the round were answered. */
    public synchronized int answered() {
        return answered;
    }

    /** The line that tells of the last round: how many calls, how long all of them took, the median and the 99th percentile. */
    public synchronized String result() {
        long[] sorted = Arrays.copyOf(nanos, answered);
        Arrays.sort(sorted);
        return "RESULT " + answered + " " + tookNanos + " " + sorted[answered / 2] + " "
                + sorted[(int) (answered * NINETY_NINE)];
    }
}
