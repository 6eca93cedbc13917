package org.ambrosia.runtime.log.file;

import java.util.random.RandomGenerator;

/**
 * A proof that this process and a primary see each other's writes in the memory of a reign. By
 * these writes a primary notices that it was replaced, and the other process that the primary is
 * alive.
 *
 * <p>Two processes of one running kernel see each other's writes. Other processes need a proof:
 * this process writes a number there, and the primary must write it beside that within a second. On
 * a file system whose pages are written back only after a while, the primary does not.
 *
 * <p>The proof is made when a process joins and when a primary is new, so that no take-over waits
 * for it.
 */
final class Echo {
    /**
     * The max time that one look adds: only the time between looks in quick succession counts, as
     * in a {@link Lease}.
     */
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
     * Creates the proof of one process.
     *
     * @param memory the memory that this process sees, as {@link SharedFiles#memory}
     */
    Echo(RandomGenerator random, long memory) {
        this.random = random;
        this.memory = memory;
    }

    /**
     * Looks, and asks if that is due. Returns whether a proof was seen, in this reign, that memory
     * is shared with its primary.
     */
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
            // Another slot each time, since other processes that look may ask at the same moment.
            slot = random.nextInt(Reign.SLOTS);
            asked = random.nextLong() | 1;
            askedNanos = nowNanos;
            reign.ask(slot, asked);
        }
        return proven;
    }

    /**
     * Returns whether a primary that holds its reign has not answered for so long that it can't see
     * what this process writes.
     */
    boolean isMissing() {
        return !proven && unansweredNanos >= PATIENCE_NANOS;
    }
}
