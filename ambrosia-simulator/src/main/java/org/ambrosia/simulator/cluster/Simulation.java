package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.workload.Mix;
import org.ambrosia.simulator.workload.Workload;
import org.ambrosia.simulator.workload.gauges.GaugeWorkload;
import org.ambrosia.simulator.workload.shelves.ShelfWorkload;

/**
 * One run: first chaos, in which nothing may be wrong; then no more faults, and everything must finish, and each instance must
 * come to the same state again from its log.
 */
public final class Simulation {
    private static final int ACT_MICROS = 8_000;
    private static final int CALM_MILLIS = 40;
    /** Of so many seeds one is run a second time, with its status read behind each event. */
    private static final int WATCHED_SEEDS = 16;

    private static final long MILLI = 1_000_000L;
    private static final long SETTLE_NANOS = 180_000 * MILLI;
    private static final long QUIET_NANOS = 200 * MILLI;

    private final Options options;
    private final Scheduler scheduler;
    private final List<Workload> workloads;
    private final Map<String, Workload> workloadOf = new TreeMap<>();
    private final Cluster cluster;
    private final Extremes extremes;

    private Simulation(Options options, Function<RandomGenerator, List<Workload>> workloadsFrom) {
        this.options = options;
        this.scheduler = new Scheduler(options.seed());
        this.extremes = options.faults() ? Extremes.draw(options.seed()) : Extremes.none();
        this.workloads = new ArrayList<>(workloadsFrom.apply(scheduler.random()));
        if (Profile.of(options) == Profile.ROLLED_BACK) {
            workloads.add(new GaugeWorkload(scheduler.random().nextInt(1, 4)));
        }
        if (extremes.shelves()) {
            workloads.add(new ShelfWorkload());
        }
        Map<String, Supplier<ImmortalBase>> instances = new TreeMap<>();
        for (Workload each : workloads) {
            instances.putAll(each.instances());
            each.instances().keySet().forEach(name -> workloadOf.put(name, each));
        }
        int callers = workloads.stream().mapToInt(Workload::callers).sum() + (extremes.hostile() ? 1 : 0);
        this.cluster = new Cluster(options, scheduler, instances, 0.5, 0.5, callers);
        for (Workload each : workloads) {
            each.olderInstances()
                    .forEach((name, immortals) -> cluster.machine(name).olderImmortals(immortals));
        }
    }

    /**
     * Runs once.
     *
     * @throws SimulationFailure if anything was wrong
     */
    public static Outcome run(Options options) {
        Profile profile = Profile.of(options);
        if (profile == Profile.LOG_RESTORED || profile == Profile.LOG_COPIED) {
            return TwoHistories.run(options);
        }
        Outcome outcome = run(options, false);
        if (options.faults() && options.seed() % WATCHED_SEEDS == 0) {
            long watched = run(options, true).traceHash();
            if (watched != outcome.traceHash()) {
                throw new SimulationFailure(
                        "Seed " + options.seed()
                                + " failed: Violation: reading the status at each event changes what happens"
                                + "\n  repeat   " + options.repeatLine(),
                        null);
            }
        }
        return outcome;
    }

    /**
     * Runs once.
     *
     * @param watched whether the status of each process is read behind each event
     */
    static Outcome run(Options options, boolean watched) {
        return run(options, random -> Mix.draw(random, Cluster.LARGEST_MESSAGE), watched);
    }

    /** Runs once, with workloads of choice. */
    static Outcome run(Options options, Function<RandomGenerator, List<Workload>> workloads) {
        return run(options, workloads, false);
    }

    private static Outcome run(Options options, Function<RandomGenerator, List<Workload>> workloads, boolean watched) {
        Simulation simulation = new Simulation(options, workloads);
        if (watched) {
            simulation.cluster.watch().begin();
        }
        try {
            return simulation.run();
        } catch (RuntimeException | Error failed) {
            throw SimulationFailure.of(options, simulation.cluster, failed);
        } finally {
            simulation.cluster.close();
        }
    }

    private Outcome run() {
        long begin = scheduler.nowNanos();
        long chaosEnd = begin + MILLI * (options.faults() ? scheduler.random().nextInt(50, 600) : CALM_MILLIS);
        new Chaos(cluster).begin();
        if (extremes.hostile()) {
            new SimHostile(cluster).begin();
        }
        SeparateMachines separate = new SeparateMachines(cluster, extremes.lateNanos());
        separate.begin();
        if (extremes.diskBytes() < Extremes.UNBOUNDED) {
            new BoundedDisks(cluster, extremes.diskBytes()).begin();
        }
        for (Workload each : workloads) {
            for (int i = 0; i < each.callers(); i++) {
                cluster.addClient(each.instances().keySet().iterator().next());
            }
        }
        actLater();
        while (scheduler.nowNanos() < chaosEnd) {
            scheduler.step();
        }
        cluster.heal();
        separate.end();
        // Some only wait for what they have called before.
        cluster.callers().stream().filter(each -> scheduler.chance(0.5)).forEach(SimClient::act);
        long deadline = scheduler.nowNanos() + SETTLE_NANOS;
        settle(deadline);
        boolean nothingFails =
                options.dieAtStep() == 0 && !cluster.faults().disksFail() && !BoundedDisks.wasFull(cluster);
        for (SimApplication each : cluster.applications()) {
            act(each, nothingFails);
        }
        settle(deadline);
        checkReplay(cluster);
        for (Workload each : workloads) {
            for (String name : each.instances().keySet()) {
                Machine machine = cluster.machine(name);
                each.checkLog(
                        cluster.application(name).immortal(),
                        machine.checkpoints().get(0L),
                        machine.history().records());
            }
        }
        Coverage coverage = cluster.coverage();
        coverage.add(Coverage.Count.RUNS, 1);
        coverage.add(Coverage.Count.VIRTUAL_MILLIS, (scheduler.nowNanos() - begin) / MILLI);
        for (Workload each : workloads) {
            coverage.add(Coverage.Count.CALLS_EXECUTED, each.executed(cluster.immortals()));
        }
        return new Outcome(coverage, cluster.steps(), cluster.trace().hash());
    }

    private void actLater() {
        scheduler.after(scheduler.some(ACT_MICROS), () -> {
            if (cluster.isChaos()) {
                List<SimApplication> all = cluster.applications();
                if (!all.isEmpty()) {
                    act(all.get(scheduler.random().nextInt(all.size())), false);
                }
                actLater();
            }
        });
    }

    private void act(SimApplication running, boolean mustArrive) {
        if (running.isPrimary()) {
            running.run(() -> workloadOf.get(running.name()).act(running.immortal(), scheduler.random(), mustArrive));
        }
    }

    /** Goes on until nothing is under way and nothing is missing. */
    private void settle(long deadline) {
        Optional<String> missing = Optional.of("everything");
        while (missing.isPresent()) {
            if (scheduler.nowNanos() > deadline) {
                throw new Violation("There is no progress after healing: " + missing.get());
            }
            long pause = scheduler.nowNanos() + QUIET_NANOS;
            while (scheduler.nowNanos() < pause) {
                scheduler.step();
            }
            missing = cluster.isQuiet() ? missing() : Optional.of("an instance is busy, or down: " + cluster.busy());
        }
    }

    private Optional<String> missing() {
        Optional<String> notForgotten = cluster.clientsNotForgotten();
        if (notForgotten.isPresent()) {
            return notForgotten;
        }
        Map<String, ImmortalBase> running = cluster.immortals();
        for (Workload each : workloads) {
            Optional<String> missing = each.missing(running);
            if (missing.isPresent()) {
                return missing;
            }
        }
        return Optional.empty();
    }

    /** Each instance must come to the state that it has from its log, and each replica must have it. */
    static void checkReplay(Cluster cluster) {
        for (Machine each : cluster.machines()) {
            byte[] state = cluster.application(each.name()).state();
            for (Seat seat : each.seats()) {
                if (each.isReplicated()) {
                    Violation.unless(
                            Arrays.equals(state, seat.application().state()),
                            seat.label() + " has come to another state than the primary");
                }
            }
            Replay replay = new Replay(each, cluster.sameCalls());
            replay.fromTheBeginning(state);
            List<Long> checkpoints = new ArrayList<>(each.checkpoints().keySet());
            int chosen = cluster.scheduler().random().nextInt(checkpoints.size());
            replay.fromCheckpoint(checkpoints.get(chosen), state);
        }
    }
}
