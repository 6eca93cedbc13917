package org.ambrosia.runtime.log.file;

/**
 * Decides whether a primary that still holds its reign has shown no sign of life for as long as the
 * lease, as this process sees it. Only the time between two looks in quick succession counts. So a
 * process that stood still itself concludes nothing.
 */
final class Lease {
    private static final int LOOKS = 8;

    private final long nanos;
    private long reignNumber = -1;
    private long beats;
    private long silentNanos;
    private long lookedNanos;

    Lease(long nanos) {
        this.nanos = nanos;
    }

    /**
     * Looks; the caller calls this at least 8 times in a lease's time. Returns whether the lease
     * has run out.
     */
    boolean hasRunOut(Reign reign, long nowNanos) {
        long seen = reign.beats();
        if (reign.number() != reignNumber || seen != beats) {
            reignNumber = reign.number();
            beats = seen;
            silentNanos = 0;
        } else {
            silentNanos += Math.min(nowNanos - lookedNanos, nanos / LOOKS);
        }
        lookedNanos = nowNanos;
        return silentNanos >= nanos;
    }
}
