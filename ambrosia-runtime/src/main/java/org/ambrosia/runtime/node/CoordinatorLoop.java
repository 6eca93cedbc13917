package org.ambrosia.runtime.node;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.Replica;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.net.SocketThread;

/**
 * Drives a replica: takes events from a queue, lets time pass, and reads the log as far as it is there. It is the duty of the thread of
 * the instance's sockets, which is the only one that touches the replica.
 */
final class CoordinatorLoop implements SocketThread.Duty {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final long TICK_NANOS = 50_000_000L;
    private static final long STALL_NANOS = 500_000_000L;
    private static final long MOST_WAIT_AT_END_NANOS = 1_000_000_000L;
    private static final int REPLAY_BATCH = 64;
    private static final int EVENT_BATCH = 256;
    /** How long to wait before the log is looked at again, from the first time that it had no more up to the last. */
    private static final long LEAST_WAIT_NANOS = 800_000L;

    private static final long MOST_WAIT_NANOS = 2_000_000L;

    private final Queue<Object> events = new ConcurrentLinkedQueue<>();
    private final SocketThread thread;
    private final Shell shell;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Application application;
    private Replica replica;
    private LogReader replaying;
    private int replayingNumber;
    private boolean level;
    private long waitNanos;
    private LogReader feeding;
    private int feedingSession;
    /** When there is something to do even if nothing happens. */
    private long dueNanos;

    private long tickNanos;
    /** The thread stood still for longer than that a tick could be late; its sockets are read before time passes. */
    private boolean stalled;

    private boolean moreToDo;
    /** What the replica is told first, until it was. */
    private Event toBegin;

    private volatile boolean outputWaits;
    private volatile boolean begun;
    private volatile boolean stopped;
    private long replayedRecords;

    CoordinatorLoop(SocketThread thread, Shell shell) {
        this.thread = thread;
        this.shell = shell;
    }

    /** What is around the loop. Called on its thread. */
    interface Shell {
        /** The loop has ended for this reason. */
        void failed(Throwable reason);

        /** Some events are about to be told: throws if the replica must not act any more. */
        void beforeEvents();

        /** This event is about to be told. */
        void before(Event event);

        /** This event was told. */
        void after(Event event);

        /** Some events were told. */
        void flush();

        /**
         * A turn ends.
         *
         * @param idle whether there is nothing to do at the moment
         */
        void turnEnds(boolean idle);

        /** Time has passed: about 50 milliseconds. */
        void tick();

        /** For the first time there was nothing more to be read at the moment. */
        void level();
    }

    /** Tells the replica, soon. From any thread. */
    void post(Event event) {
        add(event);
    }

    /**
     * The log can be replayed.
     *
     * @param from what the replica is told
     * @param log what is read then
     */
    record ReplayBegun(Event.Restored from, LogReader log) {}

    /** Begins to replay, soon. From any thread. */
    void post(ReplayBegun begun) {
        add(begun);
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
        add(begun);
    }

    private void add(Object event) {
        events.add(event);
        thread.wake();
    }

    /** Looks at the application's output, soon. From any thread. */
    void wake() {
        outputWaits = true;
        thread.wake();
    }

    /** Ends the loop, soon. From any thread. */
    void stop() {
        stopped = true;
        thread.wake();
    }

    /** Waits until it has ended, if it has begun, but not longer than this. */
    void awaitEnd(long millis) throws InterruptedException {
        if (begun && !ended.await(millis, TimeUnit.MILLISECONDS)) {
            LOGGER.log(System.Logger.Level.WARNING, "A coordinator has not ended within " + millis + " ms");
        }
    }

    long replayedRecords() {
        return replayedRecords;
    }

    /** How many bytes of the log are there that were not read yet. On the loop's thread. */
    long bytesBehind() {
        return replaying == null ? 0 : replaying.bytesBehind();
    }

    /**
     * Begins.
     *
     * @param driven what is driven
     * @param from what it is driven for; what it says is looked at behind each batch of events and each tick
     * @param first what the replica is told first
     */
    void begin(Replica driven, Application from, Event first) {
        replica = driven;
        application = from;
        toBegin = first;
        moreToDo = true;
        begun = true;
        thread.drive(this);
    }

    /** Before everything else: an application may have come already, and is told of behind this. */
    private void tellFirst() {
        Event first = toBegin;
        toBegin = null;
        if (!application.isLocal()) {
            on(new Event.BindingDetached());
        }
        on(first);
        tickNanos = System.nanoTime() + TICK_NANOS;
    }

    @Override
    public boolean isDue(long nowNanos) {
        return !hasEnded() && (moreToDo || outputWaits || stopped || nowNanos - dueNanos >= 0 || !events.isEmpty());
    }

    @Override
    public long nanosUntilDue(long nowNanos) {
        return hasEnded() ? MOST_WAIT_AT_END_NANOS : Math.max(0, dueNanos - nowNanos);
    }

    private boolean hasEnded() {
        return ended.getCount() == 0;
    }

    @Override
    public void work() {
        if (!isDue(System.nanoTime())) {
            return;
        }
        try {
            if (!stopped) {
                workOnce();
            }
            if (stopped) {
                end();
            }
        } catch (RuntimeException | Error failed) {
            end();
            shell.failed(failed);
        }
    }

    @Override
    public void threadEnded() {
        boolean early = !stopped;
        end();
        if (early) {
            shell.failed(new IllegalStateException("the thread of the sockets has ended"));
        }
    }

    private void end() {
        stopped = true;
        stopReplaying();
        stopFeeding();
        ended.countDown();
    }

    private void workOnce() {
        outputWaits = false;
        shell.beforeEvents();
        if (toBegin != null) {
            tellFirst();
        }
        for (int i = 0; i < EVENT_BATCH; i++) {
            Object event = events.poll();
            if (event == null) {
                break;
            }
            take(event);
        }
        boolean moreToReplay = replay();
        feed();
        long lateNanos = System.nanoTime() - tickNanos;
        boolean readsFirst = lateNanos > STALL_NANOS && !stalled;
        if (readsFirst) {
            stalled = true;
        } else if (lateNanos >= 0) {
            takeAllThatCame();
            on(new Event.Tick());
            shell.tick();
            tickNanos = System.nanoTime() + TICK_NANOS;
        }
        boolean moreOutput = application.take(this::on);
        application.flush();
        shell.flush();
        moreToDo = readsFirst || moreToReplay || moreOutput || feedsNow();
        shell.turnEnds(!moreToDo && !outputWaits && events.isEmpty());
        dueNanos = waitsForLog() ? Math.min(tickNanos, System.nanoTime() + waitNanos) : tickNanos;
    }

    /** The thread stood still: what came meanwhile, and was read since, shows that the other sides did not. */
    private void takeAllThatCame() {
        if (stalled) {
            stalled = false;
            for (Object event = events.poll(); event != null && !stopped; event = events.poll()) {
                take(event);
            }
        }
    }

    private boolean waitsForLog() {
        return replaying != null && replica.wantsReplay();
    }

    private void take(Object each) {
        if (stopped) {
            return;
        }
        if (each instanceof Event happened) {
            on(happened);
        } else if (each instanceof ReplayBegun begun) {
            stopReplaying();
            replaying = begun.log();
            replayingNumber = begun.from().reading();
            on(begun.from());
        } else if (each instanceof FeedBegun begun) {
            stopFeeding();
            feeding = begun.log();
            feedingSession = begun.from().session();
            on(begun.from());
        }
    }

    /** Reads what is there, but not too much at once. Returns whether there may be more. */
    private boolean replay() {
        if (replaying != null && replica.core() == null) {
            stopReplaying();
        }
        for (int i = 0; i < REPLAY_BATCH; i++) {
            if (replaying == null || !replica.wantsReplay()) {
                return false;
            }
            StoredRecord record;
            try {
                record = replaying.next();
            } catch (LogException failed) {
                if (failed.tag() != ErrorTag.LogBehind) {
                    throw failed;
                }
                stopReplaying();
                on(new Event.FellBehind(replayingNumber));
                return false;
            }
            if (record == null) {
                noMore();
                return false;
            }
            waitNanos = 0;
            replayedRecords++;
            on(new Event.Replayed(
                    new LoggedRecord(record.sequence(), record.bytes(), record.length()),
                    record.storedBytes(),
                    record.segment()));
        }
        return true;
    }

    private void noMore() {
        if (replaying.atEnd()) {
            long nextSegment = replaying.nextSegment();
            stopReplaying();
            on(new Event.ReplayEnded(nextSegment));
            return;
        }
        if (!level) {
            level = true;
            shell.level();
        }
        waitNanos = Math.max(LEAST_WAIT_NANOS, Math.min(2 * waitNanos, MOST_WAIT_NANOS));
    }

    /** What was being replayed does not count any more. On the loop's thread. */
    void stopReplaying() {
        if (replaying != null) {
            replaying.close();
            replaying = null;
        }
    }

    private boolean feedsNow() {
        CoordinatorCore core = replica.core();
        return feeding != null && core != null && core.isFeeding(feedingSession) && core.wantsFed();
    }

    private void feed() {
        if (feeding != null && (replica.core() == null || !replica.core().isFeeding(feedingSession))) {
            stopFeeding();
        }
        for (int i = 0; i < REPLAY_BATCH && feedsNow(); i++) {
            StoredRecord record;
            try {
                record = feeding.next();
            } catch (LogException failed) {
                if (failed.tag() != ErrorTag.LogBehind) {
                    throw failed;
                }
                // It is slower than the log is kept: it comes again, and is fed from a newer checkpoint.
                stopFeeding();
                application.cut();
                return;
            }
            if (record == null) {
                return;
            }
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
        shell.before(event);
        replica.on(event, System.nanoTime(), System.currentTimeMillis());
        shell.after(event);
    }
}
