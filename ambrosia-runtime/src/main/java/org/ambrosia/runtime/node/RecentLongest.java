package org.ambrosia.runtime.node;

/**
 * The longest time that was noted within the last ten seconds, or up to twenty. One thread notes
 * times; any other thread reads the longest.
 */
final class RecentLongest {
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private long windowBegan;
    private long before;
    private long longest;

    /**
     * Creates a value for which nothing was noted.
     *
     * @param nowNanos the time now
     */
    RecentLongest(long nowNanos) {
        windowBegan = nowNanos;
    }

    /** Notes how long a piece of work took that has ended now. */
    synchronized void note(long nowNanos, long nanos) {
        advance(nowNanos);
        longest = Math.max(longest, nanos);
    }

    /** Returns how long the longest took; 0 if there was none. */
    synchronized long nanos(long nowNanos) {
        advance(nowNanos);
        return Math.max(before, longest);
    }

    private void advance(long nowNanos) {
        long windows = (nowNanos - windowBegan) / WINDOW_NANOS;
        if (windows > 0) {
            before = windows == 1 ? longest : 0;
            longest = 0;
            windowBegan += windows * WINDOW_NANOS;
        }
    }
}
