package org.ambrosia.runtime.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredRecord;

/**
 * Drives a core: takes events from a queue, lets time pass, and reads the log while there is some to replay. The one thread
 * that runs this is the only one that touches the core.
 */
final class CoordinatorLoop {
    private static final long TICK_NANOS = 50_000_000L;
    private static final int REPLAY_BATCH = 64;

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final OutputLane output;
    private final Runnable flush;
    private CoordinatorCore core;
    private LogReader replaying;
    private volatile boolean stopped;
    private long replayedRecords;

    /**
     * Makes a loop.
     *
     * @param output what the application says, looked at behind each batch of events and each tick
     * @param flush is run behind each batch of events
     */
    CoordinatorLoop(OutputLane output, Runnable flush) {
        this.output = output;
        this.flush = flush;
    }

    /** Tells the core, soon. From any thread. */
    void post(Event event) {
        events.add(event);
    }

    /** Looks at the application's output, soon. From any thread. */
    void wake() {
        events.add(new Event.Tick());
    }

    /** Ends the loop, soon. From any thread. */
    void stop() {
        stopped = true;
        wake();
    }

    long replayedRecords() {
        return replayedRecords;
    }

    /**
     * Runs until stopped.
     *
     * @param log what is to be replayed behind {@code first}; null if nothing is
     */
    void run(CoordinatorCore drivenCore, Event first, LogReader log) throws InterruptedException {
        core = drivenCore;
        replaying = log;
        on(first);
        long nextTick = System.nanoTime() + TICK_NANOS;
        List<Event> batch = new ArrayList<>();
        boolean moreOutput = false;
        while (!stopped) {
            boolean readNow = replaying != null && core.wantsReplay();
            Event event = readNow || moreOutput
                    ? events.poll()
                    : events.poll(nextTick - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event != null) {
                batch.add(event);
                events.drainTo(batch);
                for (Event each : batch) {
                    if (!stopped) {
                        on(each);
                    }
                }
                batch.clear();
            }
            if (readNow) {
                replay();
            }
            if (System.nanoTime() - nextTick >= 0) {
                on(new Event.Tick());
                nextTick = System.nanoTime() + TICK_NANOS;
            }
            moreOutput = output.take(this::on);
            flush.run();
        }
    }

    private void replay() {
        for (int i = 0; i < REPLAY_BATCH && core.wantsReplay(); i++) {
            StoredRecord record = replaying.next();
            if (record == null) {
                long nextSegment = replaying.nextSegment();
                replaying.close();
                replaying = null;
                on(new Event.ReplayEnded(nextSegment));
                return;
            }
            replayedRecords++;
            on(new Event.Replayed(
                    new LoggedRecord(record.sequence(), record.bytes(), record.length()), record.storedBytes()));
        }
    }

    private void on(Event event) {
        core.on(event, System.nanoTime(), System.currentTimeMillis());
    }
}
