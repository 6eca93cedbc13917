package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.CoreSettings.Limits;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.simulator.check.MemoryBound;
import org.ambrosia.simulator.check.SameCalls;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.disk.DiskOperation;
import org.ambrosia.simulator.disk.Verdict;

/** Machines, their processes and the network between them; decides what goes wrong, and watches that nothing else does. */
final class Cluster {
    /** The largest message. */
    static final int LARGEST_MESSAGE = 8 << 10;
    /** Small, so that every bound is met often. */
    static final Limits LIMITS = new Limits(256, 2 << 10, 3 << 10, 4 << 10, 1 << 10);

    private final Options options;
    private final Scheduler scheduler;
    private final FaultPlan faults;
    private final Network network;
    private final Trace trace = new Trace();
    private final Coverage coverage = new Coverage();
    private final SameCalls sameCalls = new SameCalls();
    private final MemoryBound memoryBound;
    private final Explained explained = new Explained(this);
    private final Quiet quiet = new Quiet(this);
    private final TreeMap<String, Machine> machines = new TreeMap<>();
    /** Where an instance was published last, which may be a copy of its machine. */
    private final TreeMap<String, Machine> registry = new TreeMap<>();

    private final DrawnSettings settings;
    private final List<SimClient> callers = new ArrayList<>();
    private boolean chaos = true;
    private boolean tearing;
    private final StatusWatch watch = new StatusWatch();
    private long steps;

    /**
     * Makes a cluster in which nothing runs yet.
     *
     * @param apart how likely a replica's application is a process of its own
     * @param replicated how likely an instance has replicas
     * @param callers how many clients, and other peers that are no instances, there will be
     */
    Cluster(
            Options options,
            Scheduler scheduler,
            Map<String, Supplier<ImmortalBase>> instances,
            double apart,
            double replicated,
            int callers) {
        this.options = options;
        this.scheduler = scheduler;
        this.faults = FaultPlan.of(options, scheduler.random());
        this.network = new Network(this);
        this.settings = DrawnSettings.draw(scheduler.random());
        this.memoryBound = new MemoryBound(LIMITS, instances.size() + callers, LARGEST_MESSAGE);
        instances.forEach((name, immortals) -> {
            Machine machine = new Machine(name, immortals, scheduler.chance(replicated));
            int seats = machine.isReplicated() ? scheduler.random().nextInt(2, 5) : 2;
            for (int i = 0; i < seats; i++) {
                LocalClock clock = new LocalClock(scheduler, faults.clockSkew());
                machine.seats().add(new Seat(machine, i, clock, scheduler.chance(apart)));
            }
            machine.disk().faults((operation, file, bytes) -> verdict(machine, operation, file, bytes));
            machines.put(name, machine);
        });
    }

    Scheduler scheduler() {
        return scheduler;
    }

    FaultPlan faults() {
        return faults;
    }

    Network network() {
        return network;
    }

    Trace trace() {
        return trace;
    }

    Coverage coverage() {
        return coverage;
    }

    SameCalls sameCalls() {
        return sameCalls;
    }

    long steps() {
        return steps;
    }

    DrawnSettings settings() {
        return settings;
    }

    /** A client of an instance begins. */
    void addClient(String instance) {
        SimClient caller = new SimClient(this, "caller" + callers.size(), instance);
        callers.add(caller);
        caller.start();
    }

    List<SimClient> callers() {
        return callers;
    }

    Collection<Machine> machines() {
        return machines.values();
    }

    Machine machine(String instance) {
        return machines.get(instance);
    }

    /** From now on it watches. */
    void witness(Witness watching) {
        explained.witness(watching);
    }

    private List<Seat> seats() {
        return machines.values().stream().flatMap(each -> each.seats().stream()).toList();
    }

    private static Seat seatOf(Machine machine) {
        SimProcess published = machine.published();
        if (published != null && published.isAlive()) {
            return published.seat();
        }
        return machine.seats().stream()
                .filter(Seat::isAlive)
                .findFirst()
                .orElse(machine.seats().get(0));
    }

    /** The process that was published as an instance's primary, or another of it; null if it never had one. */
    SimProcess process(String instance) {
        return seatOf(machines.get(instance)).process();
    }

    /** The process that was published as an instance's primary; null if none was. */
    SimProcess published(String instance) {
        return registry.getOrDefault(instance, machines.get(instance)).published();
    }

    /** The applications of the primaries. */
    List<SimApplication> applications() {
        List<SimApplication> found = new ArrayList<>();
        for (Machine each : machines.values()) {
            SimApplication application = application(each.name());
            if (application != null) {
                found.add(application);
            }
        }
        return found;
    }

    /** The application of an instance's primary; null if it has none. */
    SimApplication application(String instance) {
        return seatOf(machines.get(instance)).application();
    }

    boolean isChaos() {
        return chaos;
    }

    /** Faults end, and everything that is down or stands still goes on. */
    void heal() {
        chaos = false;
        network.heal();
        seats().forEach(each -> deploy(each, false));
        machines.values().forEach(each -> {
            each.absent(false);
            each.diskFullUntil(0);
            BoundedDisks.makeRoom(each.disk());
        });
        for (Seat each : seats()) {
            if (each.isAlive()) {
                each.process().goOn();
            }
        }
        seats().forEach(this::start);
        seats().forEach(this::startApplication);
    }

    /** Faults strike again from now on. */
    void unsettle() {
        chaos = true;
    }

    /** Applications that are started here from now on are of this build; one of the other ends. */
    void deploy(Seat seat, boolean older) {
        if (seat.runsOlder() == older) {
            return;
        }
        seat.runsOlder(older);
        if (seat.isApart() && seat.application() != null) {
            seat.application().end();
        } else if (!seat.isApart() && seat.isAlive()) {
            seat.process().end(SimProcess.Ending.DIED);
        }
    }

    /** Starts an instance. */
    void start(Machine machine) {
        start(machine.seats().get(0));
    }

    /** Starts a process unless one is alive, or, without replicas, the instance is alive elsewhere. */
    void start(Seat seat) {
        Machine machine = seat.machine();
        boolean elsewhere = !machine.isReplicated() && machine.seats().stream().anyMatch(Seat::isAlive);
        boolean neverUsed = seat.isSpare() && seat.process() == null;
        if (machine.isAbsent() || seat.isAlive() || elsewhere || neverUsed) {
            return;
        }
        boolean first = machine.seats().stream().noneMatch(Seat::isAlive);
        if (chaos && first && scheduler.chance(faults.rot()) && machine.rotNewestCheckpoint(scheduler.random())) {
            struck(Fault.CHECKPOINT_ROTTED);
        }
        begin(seat);
    }

    private void begin(Seat seat) {
        SimProcess process = new SimProcess(this, seat);
        seat.process(process);
        count(Coverage.Count.PROCESSES);
        process.start();
        if (seat.application() == null) {
            startApplication(seat);
        }
    }

    /** Starts an application that is a process of its own, unless one is alive. */
    void startApplication(Seat seat) {
        SimApplication present = seat.application();
        boolean used = seat.process() != null;
        if (seat.isApart() && used && !seat.machine().isAbsent() && (present == null || !present.isAlive())) {
            SimApplication application = new SimApplication(this, seat, null);
            seat.application(application);
            count(Coverage.Count.PROCESSES);
            application.connectLater();
        }
    }

    void startApplicationLater(Seat seat) {
        scheduler.after(scheduler.some(faults.downMicros()), () -> startApplication(seat));
    }

    /** A machine has lost its power, and everything that ran there. */
    void losePower(Machine machine) {
        machine.seats().forEach(each -> {
            if (each.isAlive()) {
                each.process().end(SimProcess.Ending.POWER_GONE);
            }
        });
        machine.disk().loseUnsynced(scheduler.random());
        machine.shared().losePower(scheduler.random());
        for (Seat each : machine.seats()) {
            if (each.isApart() && each.application() != null) {
                each.application().end();
            }
        }
    }

    /** Starts an instance without replicas elsewhere too, where it goes on; or a replica twice, which its lock must keep out. */
    void startSecond(Seat seat) {
        if (!seat.machine().isReplicated()) {
            seat.machine().seats().stream().filter(each -> !each.isAlive()).forEach(this::begin);
            return;
        }
        SimProcess second = new SimProcess(this, seat);
        second.start();
        Violation.unless(!second.isAlive(), seat.label() + ": a second process runs beside the first");
    }

    /** The process that has the log is asked to give it to another one. */
    void askForSuccession(SimProcess successor) {
        for (Seat each : successor.seat().machine().seats()) {
            if (each.isAlive() && each.process() != successor) {
                each.process().handOver();
            }
        }
    }

    void startAllLater(Machine machine) {
        machine.seats().forEach(this::startLater);
    }

    /** Starts a process again some time after the last one ended. */
    void startLater(Seat seat) {
        scheduler.after(scheduler.some(faults.downMicros()), () -> start(seat));
    }

    /** Everybody else hears that the process is reached as primary now, unless they don't. */
    void published(SimProcess primary) {
        String instance = primary.name();
        boolean others =
                primary.seat().machine().seats().stream().anyMatch(each -> each.isAlive() && each.process() != primary);
        if (others) {
            count(Coverage.Count.FAILOVERS);
        }
        primary.seat().machine().published(primary);
        registry.put(instance, primary.seat().machine());
        for (SimClient each : callers) {
            if (scheduler.chance(0.7)) {
                scheduler.after(
                        scheduler.some(faults.networkMicros()), () -> each.on(new LinkEvent.PeerPublished(instance)));
            }
        }
        for (Seat each : seats()) {
            if (each.isAlive() && !each.instance().equals(instance) && scheduler.chance(0.7)) {
                SimProcess hearer = each.process();
                hearer.after(
                        scheduler.some(faults.networkMicros()), () -> hearer.on(new LinkEvent.PeerPublished(instance)));
            }
        }
    }

    /** A process has ended or let go of the log: others may notice at once. */
    void released(Machine machine) {
        for (Seat each : machine.seats()) {
            if (each.isAlive()) {
                each.process().after(scheduler.some(faults.diskMicros()), each.process()::lookForPrimary);
            }
        }
    }

    /** Whether a fault of this probability happens now; counts it if it does. */
    boolean strikes(Fault fault, double probability) {
        boolean strikes = chaos && scheduler.chance(probability);
        if (strikes) {
            struck(fault);
        }
        return strikes;
    }

    void struck(Fault fault) {
        coverage.add(fault);
        trace.add(scheduler.nowNanos(), "fault", fault.name(), 0);
    }

    void count(Coverage.Count count) {
        coverage.add(count, 1);
    }

    void trace(String who, String event) {
        coverage.add(Coverage.Count.EVENTS, 1);
        trace.add(scheduler.nowNanos(), who, event, 0);
    }

    void trace(SimProcess process, String event, long detail) {
        coverage.add(Coverage.Count.EVENTS, 1);
        trace.add(scheduler.nowNanos(), process.label(), event, detail);
    }

    /** A process takes a step that others can see, or that outlives it; it may die here instead. */
    void step(String instance, String what, long detail) {
        trace.add(scheduler.nowNanos(), instance, what, detail);
        if (++steps == options.dieAtStep() || strikes(Fault.DIED_IN_STEP, faults.dieInStep())) {
            throw new Death();
        }
    }

    /** Whether a process that dies takes its machine with it. */
    boolean losesPower() {
        return options.powerFails();
    }

    /** From now on a disk may stop in the middle of an operation. */
    void tearNextWrite(boolean wanted) {
        tearing = wanted;
    }

    /** A process has ended itself. */
    void ended(SimProcess process, AmbrosiaException reason) {
        trace.add(scheduler.nowNanos(), process.label(), "ends: " + reason.getMessage(), 0);
        explained.ended(process, reason);
    }

    /** An application that is a process of its own has ended itself. */
    void ended(SimApplication application, AmbrosiaException reason) {
        trace.add(scheduler.nowNanos(), application.name(), "ends: " + reason.getMessage(), 0);
        explained.ended(application, reason);
    }

    void warned(SimProcess process, ErrorTag tag, String message) {
        trace.add(scheduler.nowNanos(), process.label(), "warns: " + message, 0);
        explained.warned(process, tag, message);
    }

    /** A process holds so much at this moment. */
    void holds(SimProcess process) {
        memoryBound.holds(process.label(), process.held());
        watch.look(process);
    }

    StatusWatch watch() {
        return watch;
    }

    /** A client sends a frame. */
    void sent(SimClient sender, int link, PeerFrame frame) {
        if (frame instanceof Calls calls) {
            sameCalls.sent(sender.name(), network.peerOf(link, sender), calls);
        }
    }

    /** A process sends a frame. */
    void sent(SimProcess sender, int link, PeerFrame frame) {
        String receiver = network.peerOf(link, sender);
        Machine machine = sender.seat().machine();
        if (frame instanceof Calls calls) {
            sameCalls.sent(machine.historyName(), receiver, calls);
        } else if (frame instanceof Durable durable) {
            machine.history().confirmed(receiver, durable.position());
        }
        if (explained.witness() != null) {
            explained.witness().sent(sender, receiver, link, frame);
        }
    }

    private Verdict verdict(Machine machine, DiskOperation operation, String file, int bytes) {
        trace.add(scheduler.nowNanos(), machine.name(), operation.name(), bytes);
        if (++steps == options.dieAtStep()) {
            return Verdict.powerFailsBehind(scheduler.random().nextInt(bytes + 1));
        }
        if (operation == DiskOperation.CREATE && file.endsWith(".calls")) {
            count(Coverage.Count.SPILL_FILES);
        }
        if (tearing && scheduler.chance(0.5)) {
            return Verdict.powerFailsBehind(scheduler.random().nextInt(bytes + 1));
        }
        boolean needsRoom = operation == DiskOperation.CREATE || operation == DiskOperation.GROW;
        if (chaos && needsRoom && machine.isDiskFullAt(scheduler.nowNanos())) {
            return Verdict.failsBehind(scheduler.random().nextInt(bytes + 1), "No space left on device");
        }
        if (strikes(Fault.WRITE_FAILED, faults.writeFails())) {
            return Verdict.failsBehind(scheduler.random().nextInt(bytes + 1), "Input/output error");
        }
        return Verdict.DONE;
    }

    /** What was running when nothing was wrong any more. */
    Map<String, ImmortalBase> immortals() {
        Map<String, ImmortalBase> running = new TreeMap<>();
        applications().forEach(each -> running.put(each.name(), each.immortal()));
        return running;
    }

    /** Gives up the logs of processes that are still alive. */
    void close() {
        seats().stream().filter(Seat::isAlive).forEach(each -> each.process().close());
    }

    /** Whether nothing is under way. */
    boolean isQuiet() {
        return quiet.isQuiet();
    }

    /** What an instance still knows of clients that have ended. */
    Optional<String> clientsNotForgotten() {
        return quiet.clientsNotForgotten();
    }

    /** What is not quiet, for people to read. */
    String busy() {
        return quiet.busy();
    }
}
