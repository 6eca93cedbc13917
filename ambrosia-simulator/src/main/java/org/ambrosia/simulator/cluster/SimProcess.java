package org.ambrosia.simulator.cluster;

import java.util.ArrayDeque;
import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.Effects;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.log.file.Environment;
import org.ambrosia.runtime.log.file.FileLogProvider;
import org.ambrosia.runtime.node.LogSpill;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.disk.PowerFailure;

/**
 * One process of an instance, from its start to its end: the coordinator, and the application unless that is a process of its own. It joins the production parts as {@code InstanceNode} does, with
 * lanes of virtual time instead of threads.
 */
final class SimProcess implements Actor, Effects {
    private static final long TICK_NANOS = 50_000_000L;
    private static final int STALL = 100;
    private static final int LENGTH_BYTES = 4;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final Machine machine;
    private final Lane writer;
    private final Lane checkpoints;
    private final ArrayDeque<Runnable> frozen = new ArrayDeque<>();
    private SimApplication application;
    private SimConnection connection;
    /** The connection that the core knows of; the other may have been made since. */
    private SimConnection present;

    private Log log;
    private CoordinatorCore core;
    private LogReader replaying;
    private LogReader feeding;
    private int feedingSession;
    private long nextSequence;
    private long pausedUntilNanos;
    private boolean serving;
    private boolean reading = true;
    private boolean alive = true;

    SimProcess(Cluster cluster, Machine machine) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.machine = machine;
        FaultPlan faults = cluster.faults();
        this.writer = new Lane(this, () -> scheduler.some(faults.diskMicros()) * stall());
        this.checkpoints = new Lane(this, () -> scheduler.some(4 * faults.diskMicros()));
    }

    String name() {
        return machine.name();
    }

    /** The application that is a part of this process; null if there is none. */
    SimApplication application() {
        return application;
    }

    /** Whether an application in a process of its own may connect. */
    boolean takesApplication() {
        return alive && core != null && machine.isApart() && connection == null;
    }

    int committerId() {
        return log.identity().committerId();
    }

    long incarnation() {
        return log.identity().incarnation();
    }

    /** An application in a process of its own has connected. */
    void connection(SimConnection fresh) {
        connection = fresh;
    }

    /** That application is gone. */
    void disconnected(SimConnection gone) {
        if (connection == gone) {
            connection = null;
            run(() -> {
                present = null;
                on(new Event.BindingDetached());
            });
        }
    }

    /** That application has announced itself. */
    void attached(SimConnection arrived, Attachment attachment) {
        present = arrived;
        on(new Event.BindingAttached(attachment));
    }

    boolean isAlive() {
        return alive;
    }

    /** Whether peers can reach it; a paused process's kernel still takes links. */
    boolean isServing() {
        return alive && serving;
    }

    boolean isReading() {
        return reading;
    }

    CoordinatorCore.Held held() {
        return core.held();
    }

    /** Whether it has recovered, and nothing is under way in it. */
    boolean isQuiet() {
        if (!isServing() || isPaused() || replaying != null || !core.isApplicationLive()) {
            return false;
        }
        CoordinatorCore.Held held = core.held();
        return held.outboxesEmpty()
                && held.waitingBytes() == 0
                && held.undeliveredBytes() == 0
                && writer.isIdle()
                && checkpoints.isIdle();
    }

    /** Does this as the process, unless it has ended; when it stands still, later. */
    void run(Runnable action) {
        if (!alive) {
            return;
        }
        if (isPaused()) {
            frozen.add(action);
            return;
        }
        try {
            action.run();
        } catch (PowerFailure | Death dies) {
            end(Ending.DIED);
        } catch (AmbrosiaException failed) {
            if (machine.disk().isPowerless()) {
                end(Ending.DIED);
            } else {
                cluster.ended(this, failed);
                end(Ending.FAILED);
            }
        }
    }

    @Override
    public void after(long nanos, Runnable action) {
        scheduler.after(nanos, () -> run(action));
    }

    /** Stands still; nothing that it should do happens until it goes on. */
    void pause(long nanos) {
        pausedUntilNanos = scheduler.nowNanos() + nanos;
        scheduler.after(nanos, this::goOn);
    }

    /** Goes on with everything that has happened meanwhile. */
    void goOn() {
        pausedUntilNanos = 0;
        while (alive && !isPaused() && !frozen.isEmpty()) {
            run(frozen.poll());
        }
    }

    boolean isPaused() {
        return scheduler.nowNanos() < pausedUntilNanos;
    }

    /** How a process ends. */
    enum Ending {
        /** It was killed, or died by itself: its machine goes on, and its writes may be done or not. */
        DIED,
        /** Its machine stopped. */
        POWER_LOST,
        /** It ended itself, because something failed. */
        FAILED
    }

    /** The process ends here and now. */
    void end(Ending ending) {
        alive = false;
        pausedUntilNanos = 0;
        if (ending != Ending.FAILED && !machine.disk().isPowerless()) {
            finishWrite(writer.inProgress());
            finishWrite(checkpoints.inProgress());
        }
        machine.disk().cutPower();
        cluster.network().drop(this, ending != Ending.POWER_LOST);
        if (connection != null) {
            connection.cut();
        }
        if (log != null) {
            log.close();
        }
        if (ending == Ending.POWER_LOST || cluster.losesPower()) {
            machine.disk().loseUnsynced(scheduler.random());
            cluster.endApplication(machine);
        }
        machine.disk().restorePower();
        cluster.startLater(machine);
    }

    /** The run is over. */
    void close() {
        alive = false;
        if (log != null) {
            log.close();
        }
    }

    /** What was being written when the process ended is written, or a part of it, or nothing. */
    private void finishWrite(Runnable write) {
        if (write == null || scheduler.chance(0.4)) {
            return;
        }
        cluster.tearNextWrite(scheduler.chance(0.6));
        try {
            write.run();
        } catch (PowerFailure torn) {
            cluster.struck(Fault.TORN_WRITE);
        } catch (AmbrosiaException failed) {
            // It does not matter any more.
        } finally {
            cluster.tearNextWrite(false);
        }
    }

    /** Opens the log and begins. */
    void start() {
        run(() -> {
            InstanceConfig config = InstanceConfig.builder(name())
                    .logDirectory(machine.disk().root().resolve("logs"))
                    .maxMessageBytes(Cluster.LARGEST_MESSAGE)
                    .build();
            Environment environment = new Environment(machine.clock(), scheduler.random(), Runnable::run);
            log = new FileLogProvider(environment).open(config);
            LogIdentity identity = log.identity();
            core = new CoordinatorCore(
                    new CoreSettings(
                            name(),
                            identity.incarnation(),
                            identity.committerId(),
                            identity.epoch(),
                            Cluster.LARGEST_MESSAGE,
                            cluster.checkpointBytes(),
                            cluster.peerTimeoutNanos(),
                            Cluster.LIMITS),
                    this,
                    new LogSpill(log.spill()));
            if (machine.isApart()) {
                on(new Event.BindingDetached());
            } else {
                application = new SimApplication(cluster, machine, this);
            }
            begin();
        });
    }

    private void begin() {
        Optional<StoredCheckpoint> checkpoint = log.newestCheckpoint();
        if (checkpoint.isEmpty()) {
            Violation.unless(
                    machine.history().records().isEmpty(), name() + " starts for the first time, but has a log");
            on(new Event.FirstStart());
        } else {
            StoredCheckpoint stored = checkpoint.get();
            nextSequence = machine.firstSequence(stored.number());
            replaying = log.read(stored.number());
            on(new Event.Restored(stored.coordinator(), stored.application()));
        }
        tick();
    }

    private void tick() {
        after(TICK_NANOS, () -> {
            on(new Event.Tick());
            tick();
        });
    }

    /** Tells the core. */
    void on(Event event) {
        if (!alive) {
            return;
        }
        cluster.trace(this, event.getClass().getSimpleName(), 0);
        tell(event);
        replayMore();
        feedMore();
        cluster.holds(this);
    }

    private void tell(Event event) {
        core.on(event, machine.clock().nanos(), machine.clock().millis());
    }

    private void replayMore() {
        while (replaying != null && core.wantsReplay()) {
            StoredRecord stored = replaying.next();
            if (stored == null) {
                long nextSegment = replaying.nextSegment();
                replaying.close();
                replaying = null;
                machine.history().recoveredUpTo(nextSequence);
                tell(new Event.ReplayEnded(nextSegment));
            } else {
                LoggedRecord record = new LoggedRecord(stored.sequence(), stored.bytes(), stored.length());
                machine.history().recovered(record);
                nextSequence = record.sequence() + 1;
                cluster.count(Coverage.Count.RECORDS_REPLAYED);
                tell(new Event.Replayed(record, stored.storedBytes()));
            }
        }
    }

    private void feedMore() {
        if (feeding != null && !core.isFeeding(feedingSession)) {
            feeding.close();
            feeding = null;
        }
        while (feeding != null && core.wantsFed()) {
            StoredRecord stored = feeding.next();
            LoggedRecord record = new LoggedRecord(stored.sequence(), stored.bytes(), stored.length());
            cluster.count(Coverage.Count.RECORDS_FED);
            tell(new Event.Fed(feedingSession, record));
        }
    }

    @Override
    public void append(LoggedRecord record) {
        step("append", record.sequence());
        writer.add(() -> {
            machine.history().appending(record);
            int stored = log.append(record.bytes(), record.length());
            machine.history().durable(record);
            on(new Event.Appended(record.sequence(), stored));
        });
    }

    @Override
    public void startSegment(long number, long firstSequence) {
        step("segment", number);
        machine.segmentStarts(number, firstSequence);
        writer.add(() -> log.startSegment(number, firstSequence));
    }

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        step("checkpoint", number);
        machine.checkpoints().put(machine.firstSequence(number), application);
        writer.add(() -> checkpoints.add(() -> {
            try {
                log.storeCheckpoint(number, coordinator, application);
            } catch (AmbrosiaException failed) {
                if (machine.disk().isPowerless()) {
                    throw new Death();
                }
                on(new Event.CheckpointFailed(number, failed));
                return;
            }
            cluster.count(Coverage.Count.CHECKPOINTS_STORED);
            on(new Event.CheckpointStored(number));
        }));
    }

    @Override
    public void deliver(Delivery delivery) {
        step("deliver", 0);
        if (delivery instanceof Delivery.Messages messages) {
            machine.history()
                    .delivered(new LoggedRecord(
                            messages.sequence(), messages.bytes(), RecordFormat.size(messages.bytes(), 0)));
        }
        if (application != null) {
            application.deliver(delivery);
        } else if (present != null) {
            present.toApplication(delivery);
        }
    }

    @Override
    public void feed(int session) {
        step("feed", session);
        checkpoints.add(() -> {
            StoredCheckpoint stored = log.newestCheckpoint().orElseThrow();
            if (feeding != null) {
                feeding.close();
            }
            feeding = log.follow(stored.number());
            feedingSession = session;
            on(new Event.FedFrom(session, stored.coordinator(), stored.application()));
        });
    }

    @Override
    public void refuseBinding(AmbrosiaException reason) {
        step("refuse", 0);
        Violation.unless(machine.hasRotted(), name() + " refuses an application without need: " + reason.getMessage());
        SimConnection refused = present;
        present = null;
        refused.refuse();
    }

    @Override
    public void serve() {
        step("serve", 0);
        serving = true;
    }

    @Override
    public void dial(String peer) {
        step("dial", 0);
        after(
                scheduler.some(cluster.faults().networkMicros()),
                () -> cluster.network().dial(this, peer));
    }

    @Override
    public void send(int link, byte[] frame) {
        step("send", link);
        cluster.sent(this, link, FrameFormat.decode(frame, LENGTH_BYTES, frame.length - LENGTH_BYTES));
        cluster.network().send(link, this, frame);
    }

    @Override
    public void close(int link) {
        step("close", link);
        cluster.network().close(link, this);
    }

    @Override
    public void readLinks(boolean wanted) {
        reading = wanted;
        if (wanted) {
            after(1_000, () -> cluster.network().readMore(this));
        }
    }

    @Override
    public void warn(ErrorTag tag, String message) {
        cluster.warned(this, tag, message);
    }

    @Override
    public void fail(AmbrosiaException reason) {
        throw reason;
    }

    private void step(String what, long detail) {
        cluster.step(name(), what, detail);
    }

    private long stall() {
        return cluster.strikes(Fault.DISK_STALLED, cluster.faults().diskStalls()) ? STALL : 1;
    }
}
