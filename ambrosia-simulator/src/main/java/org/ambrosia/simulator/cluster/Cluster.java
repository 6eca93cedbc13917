package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.CoreSettings.Limits;
import org.ambrosia.runtime.generated.ImmortalBase;
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
    private final TreeMap<String, Machine> machines = new TreeMap<>();
    private final TreeMap<String, SimProcess> processes = new TreeMap<>();
    private final long checkpointBytes;
    private final long peerTimeoutNanos;
    private boolean chaos = true;
    private boolean tearing;
    private long steps;

    /**
     * Makes a cluster in which nothing runs yet.
     *
     * @param apart how likely an instance's application is a process of its own
     */
    Cluster(Options options, Scheduler scheduler, Map<String, Supplier<ImmortalBase>> instances, double apart) {
        this.options = options;
        this.scheduler = scheduler;
        this.faults = options.faults() ? FaultPlan.draw(scheduler.random()) : FaultPlan.none();
        this.network = new Network(this);
        this.checkpointBytes = 4_096L * scheduler.random().nextInt(4, 40);
        this.peerTimeoutNanos = 1_000_000L * scheduler.random().nextInt(300, 2_000);
        this.memoryBound = new MemoryBound(LIMITS, instances.size(), LARGEST_MESSAGE);
        instances.forEach((name, immortals) -> {
            Machine machine = new Machine(
                    name, immortals, new LocalClock(scheduler, faults.clockSkew()), scheduler.chance(apart));
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

    long checkpointBytes() {
        return checkpointBytes;
    }

    long peerTimeoutNanos() {
        return peerTimeoutNanos;
    }

    Collection<Machine> machines() {
        return machines.values();
    }

    /** The newest process of an instance; null if it never had one. */
    SimProcess process(String instance) {
        return processes.get(instance);
    }

    List<SimProcess> processes() {
        return List.copyOf(processes.values());
    }

    /** The newest application of each instance that has had one. */
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

    /** The newest application of an instance; null if it never had one. */
    SimApplication application(String instance) {
        Machine machine = machines.get(instance);
        if (machine.isApart()) {
            return machine.application();
        }
        SimProcess process = processes.get(instance);
        return process == null ? null : process.application();
    }

    boolean isChaos() {
        return chaos;
    }

    /** Faults end, and everything that is down or stands still goes on. */
    void heal() {
        chaos = false;
        network.heal();
        for (Machine each : machines.values()) {
            each.absent(false);
            each.diskFullUntil(0);
            SimProcess process = processes.get(each.name());
            if (process != null && process.isAlive()) {
                process.goOn();
            }
            start(each);
            if (each.isApart()) {
                startApplication(each);
            }
        }
    }

    /** Starts a process of the instance unless one is alive. */
    void start(Machine machine) {
        SimProcess present = processes.get(machine.name());
        if (machine.isAbsent() || (present != null && present.isAlive())) {
            return;
        }
        if (chaos && scheduler.chance(faults.rot()) && machine.rotNewestCheckpoint(scheduler.random())) {
            struck(Fault.CHECKPOINT_ROTTED);
        }
        SimProcess process = new SimProcess(this, machine);
        processes.put(machine.name(), process);
        count(Coverage.Count.PROCESSES);
        process.start();
        if (machine.isApart() && machine.application() == null) {
            startApplication(machine);
        }
    }

    /** Starts an application that is a process of its own, unless one is alive. */
    void startApplication(Machine machine) {
        SimApplication present = machine.application();
        if (!machine.isAbsent() && (present == null || !present.isAlive())) {
            SimApplication application = new SimApplication(this, machine, null);
            machine.application(application);
            count(Coverage.Count.PROCESSES);
            application.connectLater();
        }
    }

    void startApplicationLater(Machine machine) {
        scheduler.after(scheduler.some(faults.downMicros()), () -> startApplication(machine));
    }

    /** The machine has lost its power. */
    void endApplication(Machine machine) {
        if (machine.application() != null) {
            machine.application().end();
        }
    }

    /** Starts a second process of an instance; the first one's lock must keep it out. */
    void startSecond(Machine machine) {
        SimProcess second = new SimProcess(this, machine);
        second.start();
        Violation.unless(!second.isAlive(), machine.name() + ": a second process runs beside the first");
    }

    /** Starts a process again some time after the last one ended. */
    void startLater(Machine machine) {
        scheduler.after(scheduler.some(faults.downMicros()), () -> start(machine));
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

    void trace(SimProcess process, String event, long detail) {
        coverage.add(Coverage.Count.EVENTS, 1);
        trace.add(scheduler.nowNanos(), process.name(), event, detail);
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
        trace.add(scheduler.nowNanos(), process.name(), "ends: " + reason.getMessage(), 0);
        boolean diskFailed = reason.tag() == ErrorTag.LogUnavailable && faults.disksFail();
        boolean second = reason.tag() == ErrorTag.LogInUse && process(process.name()) != process;
        if (!diskFailed && !second) {
            throw new Violation(process.name() + " ended itself: " + reason.getMessage());
        }
    }

    void warned(SimProcess process, ErrorTag tag, String message) {
        trace.add(scheduler.nowNanos(), process.name(), "warns: " + message, 0);
        boolean expected = tag == ErrorTag.LogUnavailable;
        Violation.unless(expected, process.name() + " warns [" + tag + "]: " + message);
    }

    /** A process holds so much at this moment. */
    void holds(SimProcess process) {
        memoryBound.holds(process.name(), process.held());
    }

    /** A process sends a frame. */
    void sent(SimProcess sender, int link, PeerFrame frame) {
        if (frame instanceof Calls calls) {
            sameCalls.sent(sender.name(), network.peerOf(link, sender), calls);
        } else if (frame instanceof Durable durable) {
            String source = network.peerOf(link, sender);
            machines.get(sender.name()).history().confirmed(source, durable.position());
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
        processes.values().forEach(SimProcess::close);
    }

    /** Whether nothing is under way. */
    boolean isQuiet() {
        List<SimProcess> all = new ArrayList<>(processes.values());
        return all.size() == machines.size()
                && all.stream().allMatch(SimProcess::isQuiet)
                && applications().size() == machines.size()
                && applications().stream().allMatch(SimApplication::isQuiet);
    }
}
