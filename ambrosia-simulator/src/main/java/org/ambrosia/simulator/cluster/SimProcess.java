package org.ambrosia.simulator.cluster;

import java.util.ArrayDeque;
import java.util.Objects;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.core.PresenceEvent;
import org.ambrosia.runtime.core.driver.ReplicaDriver;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.simulator.disk.PowerFailure;

/**
 * One process of an instance, from its start to its end: the coordinator, and the application unless that is a process of its own. It
 * joins the production parts as {@code InstanceNode} does, with lanes of virtual time instead of threads.
 */
final class SimProcess implements Actor, LinkEnd {
    private static final int STALL = 100;
    /** From seeing that there is no primary to claiming the log. */
    private static final int VACANT_MICROS = 20_000;
    /** From one turn of the driver to the next, if there is more to do. */
    private static final int TURN_MICROS = 20;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final Seat seat;
    private final Machine machine;
    private final SimWriterLane writer;
    private final SimLane background;
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final ArrayDeque<Runnable> frozen = new ArrayDeque<>();
    private SimApplication application;
    private SimConnection connection;
    /** The connection that the core knows of; the other may have been made since. */
    private SimConnection present;

    private Log log;
    private ReplicaDriver driver;
    private boolean working;
    /** When the next turn of the driver is due; 0 if none is. */
    private long turnNanos;

    private ElectionWatch watch;
    private long pausedUntilNanos;
    /** It does what was to be done while it stood still, before anything else. */
    private boolean catchesUp;

    private boolean serving;
    private boolean readsLinks = true;
    private boolean ending;
    private boolean alive = true;

    SimProcess(Cluster cluster, Seat seat) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.seat = seat;
        this.machine = seat.machine();
        FaultPlan faults = cluster.faults();
        this.writer = new SimWriterLane(
                this,
                scheduler,
                () -> scheduler.some(faults.diskMicros())
                        * (cluster.strikes(Fault.DISK_STALLED, faults.diskStalls()) ? STALL : 1),
                () -> cluster.step(label(), "write", 0));
        this.background = new SimLane(this, scheduler::nowNanos, () -> scheduler.some(4 * faults.diskMicros()));
    }

    @Override
    public String name() {
        return machine.name();
    }

    /** For the trace. */
    String label() {
        return seat.label();
    }

    Seat seat() {
        return seat;
    }

    /** The application that is a part of this process; null if there is none. */
    SimApplication application() {
        return application;
    }

    /** Whether an application in a process of its own may connect. */
    boolean takesApplication() {
        return alive && driver != null && seat.isApart() && connection == null;
    }

    int committerId() {
        return log.identity().committerId();
    }

    @Override
    public long incarnation() {
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
                post(new PresenceEvent.Detached());
            });
        }
    }

    /** That application has announced itself. */
    void attached(SimConnection arrived, Attachment attachment) {
        present = arrived;
        post(new PresenceEvent.Attached(attachment));
    }

    @Override
    public boolean isAlive() {
        return alive;
    }

    /** Whether peers can reach it; a paused process's kernel still takes links. */
    boolean isServing() {
        return alive && serving;
    }

    @Override
    public boolean isReading() {
        return readsLinks;
    }

    /** The coordinator's core; null if there is none at the moment. */
    private CoordinatorCore core() {
        return driver == null ? null : driver.replica().core();
    }

    CoordinatorCore.Held held() {
        CoordinatorCore core = core();
        return core == null ? new CoordinatorCore.Held(0, 0, 0, true, 0) : core.held();
    }

    /** How many clients it knows, or keeps answers for. */
    int callers() {
        CoordinatorCore core = core();
        return core == null ? 0 : Math.max(core.status().clients(), core.held().callers());
    }

    /** Whether its application has done everything that is in the log. */
    boolean isApplicationLive() {
        CoordinatorCore core = core();
        return core != null && core.isApplicationLive();
    }

    /** Whether it serves, or has followed up to the end of the log, and nothing is under way in it. */
    boolean isQuiet() {
        CoordinatorCore core = alive ? core() : null;
        if (core == null || isPaused() || !core.isApplicationLive()) {
            return false;
        }
        boolean atEnd = core.durableThrough() == machine.history().records().size() - 1;
        CoordinatorCore.Held held = core.held();
        return atEnd
                && (!serving || (!driver.isReplaying() && held.outboxesEmpty()))
                && held.waitingBytes() == 0
                && held.undeliveredBytes() == 0
                && events.isEmpty()
                && writer.isIdle()
                && background.isIdle();
    }

    /** Reads everything that a report of its status reads; returns a number for it. */
    int readStatus() {
        return Objects.hash(log.identity(), log.records().durableEnd(), callers(), isQuiet(), toString());
    }

    /** What it is doing, for people to read. */
    @Override
    public String toString() {
        CoordinatorCore core = core();
        return label()
                + (alive ? " " : " ended ")
                + (driver == null ? "" : driver.replica().role())
                + (isPaused() ? " paused" : "")
                + (serving ? " serving" : "")
                + (core == null ? " nothing read" : " " + core.status() + " " + core.held());
    }

    /** Does this as the process, unless it has ended; when it stands still, later. */
    @Override
    public void run(Runnable action) {
        if (!alive) {
            return;
        }
        if (isPaused() || (!frozen.isEmpty() && !catchesUp)) {
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
        catchesUp = true;
        while (alive && !isPaused() && !frozen.isEmpty()) {
            run(frozen.poll());
        }
        catchesUp = false;
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
        /** As another process of the machine that has stopped. */
        POWER_GONE,
        /** It was asked to give the log to another process. */
        HANDED_OVER,
        /** It ended itself, because something failed. */
        FAILED
    }

    /** If it is primary, it ends, behind the write that is under way, so that another one may go on. */
    void handOver() {
        run(() -> {
            if (driver != null && driver.replica().role() == ReplicaRole.PRIMARY) {
                Runnable write = writer.inProgress();
                if (write != null) {
                    ending = true;
                    write.run();
                }
                end(Ending.HANDED_OVER);
            }
        });
    }

    /** The process ends here and now. */
    void end(Ending ending) {
        if (!alive) {
            return;
        }
        alive = false;
        pausedUntilNanos = 0;
        boolean killed = ending != Ending.FAILED && ending != Ending.HANDED_OVER;
        if (killed && !machine.disk().isPowerless()) {
            finishWrite(writer.inProgress());
            finishWrite(background.inProgress());
        }
        machine.disk().cutPower();
        boolean power = ending == Ending.POWER_LOST || ending == Ending.POWER_GONE;
        cluster.network().drop(this, !power);
        if (connection != null) {
            connection.cut();
        }
        if (log != null) {
            log.close();
        }
        machine.shared().release(this);
        if (ending == Ending.POWER_LOST || (ending != Ending.POWER_GONE && cluster.losesPower())) {
            cluster.losePower(machine);
        }
        machine.disk().restorePower();
        if (seat.process() == this) {
            cluster.startLater(seat);
        }
        cluster.released(machine);
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
        } catch (AmbrosiaException | Death failed) {
            // It does not matter any more.
        } finally {
            cluster.tearNextWrite(false);
        }
    }

    /** In place of a start: an operator says that the log, which is a copy, is the instance's from now on. */
    void adoptLog() {
        new SimLogs(cluster, seat).engine(this).adopt(name(), true);
        alive = false;
    }

    /** Joins the replicas and begins. */
    void start() {
        run(() -> {
            SimLogs logs = new SimLogs(cluster, seat);
            log = new WatchedLog(this, cluster, machine, logs.engine(this).join(logs.settings()));
            LogIdentity identity = log.identity();
            CoreSettings settings = new CoreSettings(
                    name(),
                    identity.incarnation(),
                    identity.committerId(),
                    Cluster.LARGEST_MESSAGE,
                    cluster.settings().checkpointBytes(),
                    machine.isReplicated(),
                    cluster.settings().peerTimeoutNanos(),
                    cluster.settings().clientTimeoutNanos(),
                    Cluster.LIMITS);
            if (!seat.isApart()) {
                application = new SimApplication(cluster, seat, this);
            }
            SimPorts ports = new SimPorts(this, cluster, machine);
            driver = new ReplicaDriver(
                    settings,
                    log,
                    new ReplicaDriver.Ports(
                            events,
                            this::post,
                            this::turn,
                            writer,
                            background,
                            ports,
                            ports,
                            ports,
                            () -> false,
                            ports),
                    cluster.settings().lease().toNanos());
            watch = new ElectionWatch(this, cluster, log);
            driver.begin(seat.clock().nanos(), seat.clock().millis());
            turn();
            watch.look();
        });
    }

    /** Looks at once whether there is a primary, since another process has let go of the log. */
    void lookForPrimary() {
        if (watch != null) {
            watch.lookNow();
        }
    }

    ReplicaDriver driver() {
        return driver;
    }

    /** Asks for the log, if this is the instance's other place, and could go on with it. */
    void askForSuccession() {
        if (!machine.isReplicated() && (seat.isApart() || driver.isLevel())) {
            after(1_000, () -> cluster.askForSuccession(this));
        }
    }

    /** Tells the driver of an election, a little later. */
    void tellOfElection(Event event) {
        after(scheduler.some(VACANT_MICROS), () -> post(event));
    }

    /** Ends the connection to an application in a process of its own. */
    void cutBinding() {
        cluster.step(label(), "cut", 0);
        SimConnection cut = present;
        after(1_000, () -> {
            if (cut != null) {
                cut.cut();
            }
        });
    }

    /** Tells that application that it is not wanted, and forgets it. */
    void refuseBinding() {
        SimConnection refused = present;
        present = null;
        refused.refuse();
    }

    /** The application, wherever it is, gets this; nobody, if there is none. */
    void toApplication(Delivery delivery) {
        if (application != null) {
            application.deliver(delivery);
        } else if (present != null) {
            present.toApplication(delivery);
        }
    }

    /** Peers can reach it from now on. */
    void serves() {
        serving = true;
    }

    /** Whether it takes what comes in from peers. */
    void reads(boolean wanted) {
        readsLinks = wanted;
    }

    @Override
    public void on(LinkEvent event) {
        post(event);
    }

    /** Adds to what the driver takes, which works at once. */
    void post(Event event) {
        if (alive && !ending) {
            events.add(event);
            turn();
        }
    }

    /** What comes of a turn while it goes on is taken in the same turn, or in the next. */
    void turn() {
        if (working || !alive || ending) {
            return;
        }
        working = true;
        boolean more;
        try {
            more = driver.work(seat.clock().nanos(), seat.clock().millis());
        } finally {
            working = false;
        }
        boolean again = more || !events.isEmpty();
        turnAfter(again ? scheduler.some(TURN_MICROS) : seat.clock().until(driver.dueNanos()));
    }

    private void turnAfter(long nanos) {
        long at = scheduler.nowNanos() + nanos;
        if (turnNanos == 0 || at < turnNanos) {
            turnNanos = at;
            after(nanos, () -> {
                if (turnNanos == at) {
                    turnNanos = 0;
                    turn();
                }
            });
        }
    }
}
