package org.ambrosia.runtime.core.driver;

import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.Effects;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LeadershipEvent;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.PresenceEvent;
import org.ambrosia.runtime.core.Replica;
import org.ambrosia.runtime.core.RestoreEvent;
import org.ambrosia.runtime.core.TimeEvent;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.Delivery;

/**
 * Drives a replica by turns: takes events from a queue, reads the log as far as it is there, lets
 * time pass, and takes what the application sends. Like the replica it is deterministic, and used
 * by one thread at a time. Its host calls {@link #work} when there are events, and at the latest
 * when {@linkplain #dueNanos something is due}. After an exception it must not be used any more,
 * except for {@link #close}.
 */
public final class ReplicaDriver implements Effects {
    private static final long TICK_NANOS = 50_000_000L;
    private static final int TICKS_PER_LOOK = 10;
    private static final long STALL_NANOS = 500_000_000L;
    private static final int REPLAY_BATCH = 64;
    private static final int EVENT_BATCH = 256;
    /**
     * How long to wait before the log is looked at again, from the first time that it had no more
     * up to the last.
     */
    private static final long MIN_WAIT_NANOS = 800_000L;

    private static final long MAX_WAIT_NANOS = 2_000_000L;

    private final Log log;
    private final Leadership leadership;
    private final long leaseNanos;
    private final Queue<Event> events;
    private final LinkPort links;
    private final ApplicationPort application;
    private final RegistryPort registry;
    private final BooleanSupplier outputWaits;
    private final Listener listener;
    private final LogLanes lanes;
    private final Replica replica;

    private LogReader replaying;
    private int replayingNumber;
    private long replayedRecords;
    private boolean level;
    private long waitNanos;
    private LogReader feeding;
    private int feedingSession;

    private long nowNanos;
    private long wallMillis;
    private long tickNanos;
    private int ticks;
    /**
     * Whether it was not called for longer than a tick could be late. Then what came meanwhile is
     * taken before time passes.
     */
    private boolean stalled;

    private long dueNanos;

    /**
     * Creates a driver of a replica that has joined a log.
     *
     * @param ports what is around it
     * @param leaseNanos how long a primary may show no sign of life
     */
    public ReplicaDriver(CoreSettings settings, Log log, Ports ports, long leaseNanos) {
        this.log = log;
        this.leadership = log.leadership();
        this.leaseNanos = leaseNanos;
        this.events = ports.events();
        this.links = ports.links();
        this.application = ports.application();
        this.registry = ports.registry();
        this.outputWaits = ports.outputWaits();
        this.listener = ports.listener();
        this.lanes = new LogLanes(
                settings.name(),
                log,
                ports.writer(),
                ports.background(),
                ports.done(),
                ports.wake(),
                application::verify,
                call -> listener.warn(ErrorTag.CALL_SKIPPED, call.describe()));
        this.replica = new Replica(settings, this, links, new LogSpill(log.spill()));
    }

    /**
     * The surroundings of a driver.
     *
     * @param events what has happened and was not taken yet
     * @param done adds to these events, from any lane, and ensures that the driver works
     * @param wake ensures that the driver works soon, from any thread
     * @param writer the lane of what is written to the log
     * @param background the lane of checkpoints, which may take long
     * @param outputWaits whether the application has sent something since the turn began
     */
    public record Ports(
            Queue<Event> events,
            Consumer<Event> done,
            Runnable wake,
            WriterLane writer,
            Lane background,
            LinkPort links,
            ApplicationPort application,
            RegistryPort registry,
            BooleanSupplier outputWaits,
            Listener listener) {}

    /** Receives what goes on. The driver calls it between two things that it does. */
    public interface Listener {
        /** Called before the replica receives this event. */
        void before(Event event);

        /** Called after the replica has received this event. */
        void after(Event event);

        /** Called when the instance serves, as the primary. */
        void serves();

        /**
         * Called when for the first time there is nothing more to be read from the log at the
         * moment.
         */
        void level();

        /** Called when this standby takes the checkpoints from now on. */
        void takesCheckpoints();

        /**
         * Called when time has passed: about 50 milliseconds.
         *
         * @param looks whether work may be done that is worth doing about twice a second
         */
        void ticked(boolean looks);

        /** Called when a turn is about to end. */
        void turnEnds();

        /** Notifies the operator. */
        void warn(ErrorTag tag, String message);
    }

    /** Returns the replica that is driven. */
    public Replica replica() {
        return replica;
    }

    /** The last record that its application was given or has got; -1 if it has no application. */
    public long position() {
        CoordinatorCore core = replica.core();
        return core == null ? -1 : core.durableThrough();
    }

    /** Returns whether it has ever read everything that was there. */
    public boolean isLevel() {
        return level;
    }

    /** Returns whether it reads the log. */
    public boolean isReplaying() {
        return replaying != null;
    }

    /** Returns how many records it has replayed. */
    public long replayedRecords() {
        return replayedRecords;
    }

    /** Returns how many bytes of the log are there that were not read yet. */
    public long bytesBehind() {
        return replaying == null ? 0 : replaying.bytesBehind();
    }

    /** Begins; called before the first turn. */
    public void begin(long now, long wall) {
        nowNanos = now;
        wallMillis = wall;
        tickNanos = now + TICK_NANOS;
        dueNanos = now;
        if (!application.isLocal()) {
            on(new PresenceEvent.Detached());
        }
        ReplicaRole role = log.leadership().role();
        on(new LeadershipEvent.Joined(
                role, role == ReplicaRole.PRIMARY ? log.identity().epoch() : 0));
    }

    /** Returns when there is something to do even if nothing happens. */
    public long dueNanos() {
        return dueNanos;
    }

    /**
     * Runs a turn.
     *
     * @param now a time that never goes back, in nanoseconds
     * @param wall the wall clock, for people to read in the log
     * @return whether there is more to do at once
     * @throws AmbrosiaException if the instance can't go on; it must be ended
     */
    public boolean work(long now, long wall) {
        nowNanos = now;
        wallMillis = wall;
        leadership.check();
        if (replica.role() != ReplicaRole.PRIMARY) {
            log.membership().publish(replica.role(), position());
        }
        takeEvents(EVENT_BATCH);
        boolean moreToReplay = replay();
        feed();
        boolean readsFirst = timePasses();
        boolean moreOutput = application.take(this::on);
        application.flush();
        links.flush();
        boolean moreToDo = readsFirst || moreToReplay || moreOutput || feedsNow();
        lanes.finish(!moreToDo && isOnlyAppending());
        listener.turnEnds();
        dueNanos = waitsForLog() ? Math.min(tickNanos, nowNanos + waitNanos) : tickNanos;
        return moreToDo;
    }

    /** Returns whether there is nothing to do at the moment but to append one record. */
    private boolean isOnlyAppending() {
        CoordinatorCore core = replica.core();
        return core != null && core.isOnlyAppending() && !outputWaits.getAsBoolean() && events.isEmpty();
    }

    private void takeEvents(int most) {
        for (int i = 0; i < most; i++) {
            Event event = events.poll();
            if (event == null) {
                return;
            }
            if (event instanceof RestoreEvent.Restored restored) {
                stopReplaying();
                replaying = restored.records();
                replayingNumber = restored.reading();
            } else if (event instanceof LogEvent.FedFrom from) {
                stopFeeding();
                feeding = from.records();
                feedingSession = from.session();
            }
            on(event);
        }
    }

    /**
     * Lets time pass. Returns whether it passes only with the next turn, since what came while this
     * process stood still shows that the other sides did not.
     */
    private boolean timePasses() {
        long lateNanos = nowNanos - tickNanos;
        if (lateNanos > STALL_NANOS && !stalled) {
            stalled = true;
            return true;
        }
        if (lateNanos >= 0) {
            if (stalled) {
                stalled = false;
                takeEvents(Integer.MAX_VALUE);
            }
            tick();
            tickNanos = nowNanos + TICK_NANOS;
        }
        return false;
    }

    private void tick() {
        on(new TimeEvent.Tick());
        if (!lanes.isStuck(leaseNanos / 2)) {
            leadership.renew();
        }
        boolean looks = ++ticks % TICKS_PER_LOOK == 0;
        if (looks && isStandby() && log.membership().takeCheckpointing(nowNanos)) {
            listener.takesCheckpoints();
            on(new LeadershipEvent.CheckpointingTaken());
        }
        log.membership().publish(replica.role(), position());
        CoordinatorCore core = replica.core();
        if (looks && core != null && core.isServing()) {
            registry.keepPublished();
        }
        listener.ticked(looks);
    }

    /**
     * Returns whether this replica is a standby. A replica that is perhaps about to become the
     * primary is none.
     */
    private boolean isStandby() {
        return replica.role() == ReplicaRole.STANDBY && !replica.isClaiming();
    }

    private void on(Event event) {
        listener.before(event);
        replica.on(event, nowNanos, wallMillis);
        listener.after(event);
    }

    private boolean waitsForLog() {
        return replaying != null && replica.wantsReplay();
    }

    /** Reads what is there, but not too much at once. Returns whether there may be more. */
    private boolean replay() {
        if (replaying != null && replica.core() == null) {
            stopReplaying();
        }
        for (int i = 0; i < REPLAY_BATCH; i++) {
            if (!waitsForLog()) {
                return false;
            }
            StoredRecord record;
            try {
                record = replaying.next();
            } catch (LogException failed) {
                throwUnlessBehind(failed);
                stopReplaying();
                on(new RestoreEvent.FellBehind(replayingNumber));
                return false;
            }
            if (record == null) {
                noMore();
                return false;
            }
            waitNanos = 0;
            replayedRecords++;
            on(new LogEvent.Replayed(loggedRecord(record), record.storedBytes(), record.segment()));
        }
        return true;
    }

    private void noMore() {
        if (replaying.atEnd()) {
            long nextSegment = replaying.nextSegment();
            stopReplaying();
            on(new LogEvent.ReplayEnded(nextSegment));
            return;
        }
        if (!level) {
            level = true;
            listener.level();
        }
        waitNanos = Math.max(MIN_WAIT_NANOS, Math.min(2 * waitNanos, MAX_WAIT_NANOS));
    }

    private void stopReplaying() {
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
                throwUnlessBehind(failed);
                // The application is too slow for how long the log is kept. It comes again, and is
                // fed from a newer checkpoint.
                stopFeeding();
                application.cut();
                return;
            }
            if (record == null) {
                return;
            }
            on(new LogEvent.Fed(feedingSession, loggedRecord(record)));
        }
    }

    private void stopFeeding() {
        if (feeding != null) {
            feeding.close();
            feeding = null;
        }
    }

    private static void throwUnlessBehind(LogException failed) {
        if (failed.tag() != ErrorTag.LOG_BEHIND) {
            throw failed;
        }
    }

    private static LoggedRecord loggedRecord(StoredRecord record) {
        return new LoggedRecord(record.sequence(), record.bytes(), record.length());
    }

    /** Ends the driver, which does not read the log any more. */
    public void close() {
        stopReplaying();
        stopFeeding();
    }

    @Override
    public void restore(int reading) {
        stopReplaying();
        lanes.restore(reading);
    }

    @Override
    public void claim(long vacantTerm) {
        lanes.claim(vacantTerm);
    }

    @Override
    public void cutBinding() {
        application.cut();
    }

    @Override
    public void append(LoggedRecord record) {
        lanes.append(record);
    }

    @Override
    public byte[] arrayFor(int bytes) {
        return application.arrayFor(bytes);
    }

    @Override
    public void startSegment(long number, long firstSequence) {
        lanes.startSegment(number, firstSequence);
    }

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] state) {
        lanes.storeCheckpoint(number, coordinator, state);
    }

    @Override
    public void deliver(Delivery delivery) {
        application.deliver(delivery);
    }

    @Override
    public void feed(int session) {
        lanes.feed(session);
    }

    @Override
    public void refuseBinding(AmbrosiaException reason) {
        application.refuse(reason);
    }

    @Override
    public void serve() {
        leadership.check();
        links.accept();
        registry.publish();
        listener.serves();
    }

    @Override
    public void warn(ErrorTag tag, String message) {
        listener.warn(tag, message);
    }

    @Override
    public void fail(AmbrosiaException reason) {
        throw reason;
    }
}
