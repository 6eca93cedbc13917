package org.ambrosia.runtime.node;

import java.util.function.Consumer;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.thread.Mailbox;

/** Appends records and starts segments, in order, on a thread of its own. */
final class LogWriter {
    private final Log log;
    private final Consumer<Event> events;
    private final Mailbox<Runnable> work = new Mailbox<>();
    private final RecentLongest slowest = new RecentLongest(System.nanoTime());
    private volatile boolean stopped;
    private volatile long busySinceNanos;
    private volatile boolean busy;

    LogWriter(Log log, Consumer<Event> events) {
        this.log = log;
        this.events = events;
    }

    void append(LoggedRecord record) {
        work.put(() -> {
            int stored = log.append(record.bytes(), record.length());
            events.accept(new Event.Appended(record.sequence(), stored));
        });
    }

    void startSegment(long number, long firstSequence) {
        work.put(() -> log.startSegment(number, firstSequence));
    }

    /** Does this when everything before has been written. */
    void behind(Runnable action) {
        work.put(action);
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
                Runnable next = work.take();
                busySinceNanos = System.nanoTime();
                busy = true;
                next.run();
                busy = false;
                long now = System.nanoTime();
                slowest.note(now, now - busySinceNanos);
            }
        } finally {
            log.release();
        }
    }
}
