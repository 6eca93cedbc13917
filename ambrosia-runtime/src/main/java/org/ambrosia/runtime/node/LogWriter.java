package org.ambrosia.runtime.node;

import java.util.concurrent.atomic.AtomicInteger;
import org.ambrosia.runtime.core.driver.WriterLane;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.thread.Mailbox;

/**
 * What is written to the log, in order: on a thread of its own, or, while the coordinator has nothing else to do, on the coordinator's,
 * since a hand-over and back takes longer than much of the work. What is wanted is wanted by the coordinator's thread only.
 */
final class LogWriter implements WriterLane {
    private final Leadership leadership;
    private final Mailbox<Runnable> work = new Mailbox<>();
    /** How much of the work is not done yet. */
    private final AtomicInteger left = new AtomicInteger();

    private final RecentLongest slowest = new RecentLongest(System.nanoTime());
    /** Small work that nobody has begun; only on the coordinator's thread. */
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

    /** Ends the thread behind the write that is in flight. */
    void stop() {
        stopped = true;
        work.put(() -> {});
    }

    @Override
    public boolean isStuck(long nanos) {
        return busy && System.nanoTime() - busySinceNanos > nanos;
    }

    /** How long the slowest piece of work took within the last ten seconds, or up to twenty. From any thread. */
    long slowestNanos() {
        return slowest.nanos(System.nanoTime());
    }

    /** Works until stopped; nothing is appended any more behind that, so that another process may go on with the log at once. */
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

    /** One piece at a time; none when the log was released. */
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
