package org.ambrosia.runtime.node;

import java.util.concurrent.atomic.AtomicInteger;
import org.ambrosia.runtime.core.driver.WriterLane;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.thread.Mailbox;

/**
 * Writes to the log, in order, on a thread of its own. While the coordinator has nothing else to
 * do, the coordinator's thread writes instead, since a hand-over and back takes longer than much of
 * the work. Only the coordinator's thread adds work.
 */
final class LogWriter implements WriterLane {
    private final Leadership leadership;
    private final Mailbox<Runnable> work = new Mailbox<>();
    /** The number of pieces of work that are not done yet. */
    private final AtomicInteger left = new AtomicInteger();

    private final RecentLongest slowest = new RecentLongest(System.nanoTime());
    /** Small work that no thread has begun; used on the coordinator's thread only. */
    private Runnable kept;

    private volatile boolean stopped;
    private volatile long busySinceNanos;
    private volatile boolean busy;
    private boolean released;

    LogWriter(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public void addSmall(Runnable piece) {
        if (kept == null && left.get() == 0) {
            kept = piece;
        } else {
            add(piece);
        }
    }

    @Override
    public void finish(boolean here) {
        Runnable piece = kept;
        if (piece != null) {
            kept = null;
            if (here) {
                work(piece);
            } else {
                add(piece);
            }
        }
    }

    @Override
    public void add(Runnable piece) {
        finish(false);
        left.incrementAndGet();
        work.put(piece);
    }

    /** Ends the thread after the write that is in flight. */
    void stop() {
        stopped = true;
        work.put(() -> {});
    }

    @Override
    public boolean isStuck(long nanos) {
        return busy && System.nanoTime() - busySinceNanos > nanos;
    }

    /**
     * Returns how long the slowest piece of work took within the last ten seconds, or up to twenty.
     * From any thread.
     */
    long slowestNanos() {
        return slowest.nanos(System.nanoTime());
    }

    /**
     * Works until stopped. Nothing is appended after that, so that another process may continue
     * with the log at once.
     */
    void run() throws InterruptedException {
        try {
            while (!stopped) {
                work(work.take());
                left.decrementAndGet();
            }
        } finally {
            release();
        }
    }

    /** Does one piece of work at a time, and none after the log was released. */
    private synchronized void work(Runnable piece) {
        if (released) {
            return;
        }
        busySinceNanos = System.nanoTime();
        busy = true;
        piece.run();
        busy = false;
        long now = System.nanoTime();
        slowest.note(now, now - busySinceNanos);
    }

    private synchronized void release() {
        released = true;
        leadership.release();
    }
}
