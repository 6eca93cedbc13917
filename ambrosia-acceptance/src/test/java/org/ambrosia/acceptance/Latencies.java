package org.ambrosia.acceptance;

import java.util.Locale;

/** How long calls took, which were made one after the other: to the next power of two, and the longest as it was. */
final class Latencies {
    private final long[] counts = new long[Long.SIZE];
    private long longestNanos;

    synchronized void add(long nanos) {
        counts[Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, nanos / 1_000))]++;
        longestNanos = Math.max(longestNanos, nanos);
    }

    synchronized long count() {
        long sum = 0;
        for (long each : counts) {
            sum += each;
        }
        return sum;
    }

    synchronized long longestMillis() {
        return longestNanos / 1_000_000;
    }

    /** In microseconds, at most twice as much as it was. */
    private long quantile(double share) {
        long left = (long) (count() * share);
        for (int i = 0; i < counts.length; i++) {
            left -= counts[i];
            if (left < 0) {
                return 2L << i;
            }
        }
        return 2L << (counts.length - 2);
    }

    @Override
    public synchronized String toString() {
        return String.format(
                Locale.ROOT,
                "%,d calls, p50 below %,d us, p99 below %,d us, longest %,d ms",
                count(),
                quantile(0.5),
                quantile(0.99),
                longestMillis());
    }
}
