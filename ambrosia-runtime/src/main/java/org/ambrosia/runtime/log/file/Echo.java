package org.ambrosia.runtime.log.file;

import java.util.random.RandomGenerator;

/**
 * Whether this process and a primary see each other's writes in the memory of a reign, so that one hears that it was replaced, and the
 * other that the first is alive. Two processes of one running kernel do. Of others it must be seen: this process writes a number there,
 * which the primary must write beside it within a second. On file systems that pages are written back to after a while, it does not.
 *
 * <p>This is seen when a process joins and when a primary is new, so that no take-over waits for it.
 */
final class Echo {
    /** Only the time between two looks that came soon one after the other counts, as in a {@link Lease}. */
    private static final long LOOK_NANOS = 100_000_000L;

    private static final long PROMPT_NANOS = 1_000_000_000L;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final RandomGenerator random;
    private final long memory;
    private long reignNumber = -1;
    private boolean proven;
    private int slot;
    private long asked;
    private long askedNanos;
    private long lookedNanos;
    private long unansweredNanos;

    /**
     * Makes the proof of one process.
     *
     * @param memory the memory that this process sees, as {@link SharedFiles#memory}
     */
    Echo(RandomGenerator random, long memory) {
        this.random = random;
        this.memory = memory;
    }

    /** Looks, and asks if that is due. Returns whether it was seen, in this reign, that memory is shared with its primary. */
    boolean isProven(Reign reign, long nowNanos) {
        if (reign.number() != reignNumber) {
            reignNumber = reign.number();
            proven = memory != 0 && reign.memory() == memory;
            asked = 0;
            unansweredNanos = 0;
        } else if (!proven) {
            unansweredNanos += Math.min(nowNanos - lookedNanos, LOOK_NANOS);
            proven = asked != 0 && reign.echoed(slot) == asked && nowNanos - askedNanos <= PROMPT_NANOS;
        }
        lookedNanos = nowNanos;
        if (!proven && (asked == 0 || nowNanos - askedNanos > PROMPT_NANOS)) {
            // Another slot each time, since others that look may ask at the same moment.
            slot = random.nextInt(Reign.SLOTS);
            asked = random.nextLong() | 1;
            askedNanos = nowNanos;
            reign.ask(slot, asked);
        }
        return proven;
    }

    /** Whether a primary that holds its reign has not answered for so long that it can't see what this process writes. */
    boolean isMissing() {
        return !proven && unansweredNanos >= PATIENCE_NANOS;
    }
}
