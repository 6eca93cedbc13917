package org.ambrosia.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/** Measured values, in order. */
public final class Percentiles {
    private final double[] sorted;

    /** Of these values, at least one. */
    public Percentiles(Collection<? extends Number> values) {
        this.sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("Nothing was measured");
        }
    }

    /** How many there are. */
    public int count() {
        return sorted.length;
    }

    /** The smallest value that this share of all does not exceed; a share of 1 gives the greatest. */
    public double at(double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)];
    }

    /** The value in the middle. */
    public double median() {
        return at(0.5);
    }

    /** The greatest. */
    public double max() {
        return sorted[sorted.length - 1];
    }

    /** How many are in each of these classes: below the first bound, from the first to the second, and so on, the last one open. */
    public int[] histogram(double... bounds) {
        int[] counts = new int[bounds.length + 1];
        for (double each : sorted) {
            int found = Arrays.binarySearch(bounds, each);
            counts[found >= 0 ? found + 1 : -found - 1]++;
        }
        return counts;
    }
}
