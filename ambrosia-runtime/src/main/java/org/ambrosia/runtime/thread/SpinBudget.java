package org.ambrosia.runtime.thread;

/**
 * The limit on how long one thread may spin before it parks. Waking a parked thread takes tens of
 * microseconds on a virtual machine, more than most of the work that it is woken for. But a
 * processor that spins in vain is taken from others. So a thread spins as long as that pays, and in
 * vain only for a small share of the time.
 *
 * <p>Used only by the thread that waits.
 */
public final class SpinBudget {
    /** A wait that ends within this is worth spinning: about two writes to the log. */
    private static final long SPIN_NANOS = 500_000L;
    /** One part in this many of the time may be spent spinning in vain. */
    private static final long VAIN_PARTS = 64;
    /** The additional time for each wait that was worth it, which is about what it has saved. */
    private static final long EARNED_NANOS = 100_000L;
    /** The max of that time that may be spent at once. */
    private static final long MOST_VAIN_NANOS = 4_000_000L;

    private static final int SPINS_PER_LOOK = 4;
    private static final boolean IS_ALONE = Runtime.getRuntime().availableProcessors() == 1;

    private long vainNanos;
    private long lookedNanos = System.nanoTime();
    private long beganNanos;
    private boolean spinning;

    /**
     * Returns whether to look again at once, instead of parking. Called again and again in the
     * course of one wait.
     */
    public boolean spins(long nowNanos) {
        if (!spinning) {
            vainNanos = Math.max(0, vainNanos - (nowNanos - lookedNanos) / VAIN_PARTS);
            lookedNanos = nowNanos;
            beganNanos = nowNanos;
            spinning = !IS_ALONE && vainNanos < MOST_VAIN_NANOS;
        } else if (nowNanos - beganNanos >= SPIN_NANOS) {
            inVain(nowNanos);
        }
        return spinning;
    }

    /** Called when what was waited for did not come in time. */
    void inVain(long nowNanos) {
        if (spinning) {
            vainNanos += nowNanos - beganNanos;
            spinning = false;
        }
    }

    /**
     * Gives way between two looks. A thread that needs the processor gets it. If none does, the
     * other thread of the same core gets more of it.
     */
    @SuppressWarnings("ThreadPriorityCheck") // Nothing relies on it.
    public static void giveWay() {
        for (int i = 0; i < SPINS_PER_LOOK; i++) {
            Thread.onSpinWait();
        }
        Thread.yield();
    }

    /** Called when what was waited for is there. */
    public void found() {
        if (spinning) {
            vainNanos = Math.max(0, vainNanos - EARNED_NANOS);
            spinning = false;
        }
    }
}
