package org.ambrosia.benchmarks.steady;

/** When each call was sent and answered. Written by the client's dispatch loop, read from any thread. */
public final class Replies {
    /** So many of the last calls are known. */
    private static final int SLOTS = 1 << 20;

    private final long[] sentNanos = new long[SLOTS];
    private final long[] answeredNanos = new long[SLOTS];
    private volatile long lastSent;
    private volatile long lastAnswered;
    private volatile String wrong;

    void sent(long number) {
        sentNanos[slot(number)] = System.nanoTime();
        lastSent = number;
    }

    void answered(long number) {
        if (number != lastAnswered + 1) {
            wrong("The client got the answer to call " + number + " after that to " + lastAnswered);
        }
        answeredNanos[slot(number)] = System.nanoTime();
        lastAnswered = number;
    }

    void wrong(String what) {
        if (wrong == null) {
            wrong = what;
        }
    }

    /** The first thing that was not as it must be; null if all is well. */
    public String wrong() {
        return wrong;
    }

    /** The last call that was sent. */
    public long lastSent() {
        return lastSent;
    }

    /** The last call that was answered. */
    public long lastAnswered() {
        return lastAnswered;
    }

    /** When a call was answered, which must be one of the last million and answered. */
    public long answeredNanos(long number) {
        if (number <= lastSent - SLOTS) {
            throw new IllegalStateException("Call " + number + " is not known any more: " + lastSent
                    + " were sent, of which the last " + SLOTS + " are. Measure for a shorter time.");
        }
        return answeredNanos[slot(number)];
    }

    /** How long a call took from being sent to its answer, in nanoseconds. */
    public long latencyNanos(long number) {
        return answeredNanos(number) - sentNanos[slot(number)];
    }

    /** The longest time between two answers that follow each other, from this call's to that one's, in nanoseconds. */
    public long longestGapNanos(long from, long to) {
        long before = beforeLongestGap(from, to);
        return answeredNanos(before + 1) - answeredNanos(before);
    }

    /** The call behind whose answer was the longest time without one, from this call's to that one's. */
    public long beforeLongestGap(long from, long to) {
        long found = from;
        for (long each = from; each < to; each++) {
            if (answeredNanos(each + 1) - answeredNanos(each) > answeredNanos(found + 1) - answeredNanos(found)) {
                found = each;
            }
        }
        return found;
    }

    private static int slot(long number) {
        return (int) (number & (SLOTS - 1));
    }
}
