package org.ambrosia.runtime.node;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.thread.Mailbox;

/**
 * Appends records and starts segments, in order: on a thread of its own, or, while the coordinator has nothing else to do, on the
 * coordinator's, since a hand-over and back takes longer than much of the work. What is wanted is wanted by the coordinator's thread only.
 */
final class LogWriter {
    /** A larger record has many calls in it, and more may come while it is written. */
    private static final int MOST_KEPT_BYTES = 512;

    private final Log log;
    private final Consumer<Event> events;
    private final Mailbox<Runnable> work = new Mailbox<>();
    /** How much of the work is not done yet. */
    private final AtomicInteger left = new AtomicInteger();

    private final RecentLongest slowest = new RecentLongest(System.nanoTime());
    /** A record that nobody has begun to append; only on the coordinator's thread. */
    private LoggedRecord kept;

    private volatile boolean stopped;
    private volatile long busySinceNanos;
    private volatile boolean busy;
    private boolean released;

    LogWriter(Log log, Consumer<Event> events) {
        this.log = log;
        this.events = events;
    }

    /** Appends a record, at the latest when {@link #finish} is called behind it. */
    void append(LoggedRecord record) {
        if (record.length() <= MOST_KEPT_BYTES && kept == null && left.get() == 0) {
            kept = record;
        } else {
            put(() -> write(record));
        }
    }

    void startSegment(long number, long firstSequence) {
        put(() -> log.startSegment(number, firstSequence));
    }

    /** Does this when everything before has been written. */
    void behind(Runnable action) {
        put(action);
    }

    /**
     * Appends a record that was kept.
     *
     * @param here whether on this thread, which waits until it is on stable storage
     */
    void finish(boolean here) {
        LoggedRecord record = kept;
        if (record != null) {
            kept = null;
            if (here) {
                work(() -> write(record));
            } else {
                put(() -> write(record));
            }
        }
    }

    private void put(Runnable action) {
        finish(false);
        left.incrementAndGet();
        work.put(action);
    }

    private void write(LoggedRecord record) {
        int stored = log.append(record.bytes(), record.length());
        events.accept(new Event.Appended(record.sequence(), stored));
    }

    /** Ends the thread behind the write that is in flight. */
    void stop() {
        stopped = true;
        work.put(() -> {});
    }

    /** Whether it is at one piece of work for longer than this. From any thread. */
    boolean isStuck(long nanos) {
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
        log.release();
    }
}
