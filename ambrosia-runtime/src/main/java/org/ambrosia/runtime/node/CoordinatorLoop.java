package org.ambrosia.runtime.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.CoreStatus;
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

    private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final Consumer<Event> before;
    private final Runnable flush;
    private final Consumer<CoreStatus> status;
    private Application application;
    private CoordinatorCore core;
    private LogReader replaying;
    private LogReader feeding;
    private int feedingSession;
    private volatile boolean stopped;
    private long replayedRecords;

    /**
     * Makes a loop.
     *
     * @param before is told of each event before the core is
     * @param flush is run behind each batch of events
     * @param status is told now and then what the core is doing
     */
    CoordinatorLoop(Consumer<Event> before, Runnable flush, Consumer<CoreStatus> status) {
        this.before = before;
        this.flush = flush;
        this.status = status;
    }

    /** Tells the core, soon. From any thread. */
    void post(Event event) {
        events.add(event);
    }

    /**
     * A feed can begin.
     *
     * @param from what the core is told
     * @param log what is read then
     */
    record FeedBegun(Event.FedFrom from, LogReader log) {}

    /** Begins a feed, soon. From any thread. */
    void post(FeedBegun begun) {
        events.add(begun);
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
     * @param from what the core is driven for; what it says is looked at behind each batch of events and each tick
     * @param log what is to be replayed behind {@code first}; null if nothing is
     */
    void run(CoordinatorCore drivenCore, Application from, Event first, LogReader log) throws InterruptedException {
        core = drivenCore;
        application = from;
        replaying = log;
        if (!application.isLocal()) {
            on(new Event.BindingDetached());
        }
        on(first);
        long nextTick = System.nanoTime() + TICK_NANOS;
        List<Object> batch = new ArrayList<>();
        boolean moreOutput = false;
        while (!stopped) {
            boolean readNow = replaying != null && core.wantsReplay();
            Object event = readNow || moreOutput || feedsNow()
                    ? events.poll()
                    : events.poll(nextTick - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event != null) {
                batch.add(event);
                events.drainTo(batch);
                for (Object each : batch) {
                    if (!stopped && each instanceof Event happened) {
                        on(happened);
                    } else if (each instanceof FeedBegun begun) {
                        begin(begun);
                    }
                }
                batch.clear();
            }
            if (readNow) {
                replay();
            }
            feed();
            if (System.nanoTime() - nextTick >= 0) {
                on(new Event.Tick());
                status.accept(core.status());
                nextTick = System.nanoTime() + TICK_NANOS;
            }
            moreOutput = application.take(this::on);
            application.flush();
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

    /**
     * The newest checkpoint was read for an application that has come; the log behind it is to be read with this. From the thread
     * that runs the loop, by way of {@link FeedBegun}.
     */
    private void begin(FeedBegun begun) {
        stopFeeding();
        feeding = begun.log();
        feedingSession = begun.from().session();
        on(begun.from());
    }

    private boolean feedsNow() {
        return feeding != null && core.wantsFed();
    }

    private void feed() {
        if (feeding != null && !core.isFeeding(feedingSession)) {
            stopFeeding();
        }
        for (int i = 0; i < REPLAY_BATCH && feedsNow(); i++) {
            StoredRecord record = feeding.next();
            on(new Event.Fed(feedingSession, new LoggedRecord(record.sequence(), record.bytes(), record.length())));
        }
    }

    private void stopFeeding() {
        if (feeding != null) {
            feeding.close();
            feeding = null;
        }
    }

    private void on(Event event) {
        before.accept(event);
        core.on(event, System.nanoTime(), System.currentTimeMillis());
    }
}
