package org.ambrosia.benchmarks.pti;

import java.util.Arrays;

/** Times from work to its echo, for some of the calls. Not part of any state: what was under way before a restart is not counted. */
final class Latencies {
    private static final int EVERY = 64;
    private static final int SLOTS = 1 << 12;

    private final long[] numbers = new long[SLOTS];
    private final long[] sentNanos = new long[SLOTS];
    private final long[] micros = new long[1 << 14];
    private int count;

    void sent(long number) {
        if (number % EVERY == 0) {
            int slot = (int) (number / EVERY % SLOTS);
            numbers[slot] = number;
            sentNanos[slot] = System.nanoTime();
        }
    }

    void echoed(long number) {
        int slot = (int) (number / EVERY % SLOTS);
        if (number % EVERY == 0 && numbers[slot] == number && count < micros.length) {
            micros[count++] = (System.nanoTime() - sentNanos[slot]) / 1_000;
        }
    }

    /** The latency that this share of the calls stayed below, in microseconds; -1 if none was measured. */
    long percentile(double share) {
        if (count == 0) {
            return -1;
        }
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, share * count)];
    }

    void clear() {
        count = 0;
    }
}
