package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.check.History;
import org.ambrosia.simulator.check.OneHistory;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.workload.desks.DeskLog;
import org.ambrosia.simulator.workload.desks.DeskWorkload;
import org.ambrosia.simulator.workload.ledger.LedgerWorkload;

/**
 * One run in which the log of an instance is exchanged for an older image of it, or copied and the copy started beside it, so that its
 * peers meet two histories of one instance. No peer may take calls of one that has taken of the other, whatever their numbers are, until
 * an operator types the command that the errors name; then all must go on, and all must be told by logs.
 */
final class TwoHistories {
    private static final long MILLI = 1_000_000L;
    private static final int ACT_MICROS = 8_000;
    private static final int CALM_ACT_MICROS = 1_500_000;
    private static final long SETTLE_NANOS = 400_000 * MILLI;
    private static final long QUIET_NANOS = 200 * MILLI;
    private static final int MOST_ROUNDS = 20;
    private static final long EPOCHS_PER_MILLI = 64;

    private final Options options;
    private final Scheduler scheduler;
    private final DeskWorkload desks;
    private final Optional<LedgerWorkload> ledger;
    private final Cluster cluster;
    private final Operator operator;
    private final Refusals refusals;
    private Machine victim;
    private Machine twin;
    private boolean done;

    private TwoHistories(Options options) {
        this.options = options;
        this.scheduler = new Scheduler(options.seed());
        this.desks = new DeskWorkload(scheduler.random().nextInt(2, 5));
        this.ledger = scheduler.chance(0.4) ? Optional.of(new LedgerWorkload(2)) : Optional.empty();
        Map<String, Supplier<ImmortalBase>> instances = new TreeMap<>(desks.instances());
        ledger.ifPresent(each -> instances.putAll(each.instances()));
        int callers = ledger.map(LedgerWorkload::callers).orElse(0);
        this.cluster = new Cluster(options, scheduler, instances, 0.5, 0.5, callers);
        this.operator = new Operator(cluster);
        this.refusals = new Refusals(cluster, operator);
    }

    /**
     * Runs once.
     *
     * @throws SimulationFailure if anything was wrong
     */
    static Outcome run(Options options) {
        TwoHistories run = new TwoHistories(options);
        try {
            return run.run();
        } catch (RuntimeException | Error failed) {
            throw SimulationFailure.of(options, run.cluster, failed);
        } finally {
            run.cluster.close();
            if (run.twin != null) {
                run.twin.seats().stream()
                        .filter(Seat::isAlive)
                        .forEach(each -> each.process().close());
            }
        }
    }

    private Outcome run() {
        long begin = scheduler.nowNanos();
        new Chaos(cluster).begin();
        ledger.ifPresent(each -> {
            for (int i = 0; i < each.callers(); i++) {
                cluster.addClient(LedgerWorkload.NAME);
            }
        });
        actLater();
        pass(50, 400);
        List<Machine> machines = new ArrayList<>(cluster.machines());
        victim = machines.get(scheduler.random().nextInt(machines.size()));
        while (victim.history().records().isEmpty()) {
            scheduler.step();
        }
        MachineImage image = victim.image();
        pass(1, 300);
        cluster.witness(refusals);
        if (Profile.of(options) == Profile.LOG_RESTORED) {
            restore(image);
        } else {
            copy(image);
        }
        cluster.heal();
        cluster.callers().forEach(SimClient::act);
        untilAllGoesOn();
        done = true;
        check();
        Coverage coverage = cluster.coverage();
        coverage.add(Coverage.Count.RUNS, 1);
        coverage.add(Coverage.Count.VIRTUAL_MILLIS, (scheduler.nowNanos() - begin) / MILLI);
        coverage.add(Coverage.Count.CALLS_EXECUTED, desks.executed(cluster.immortals()));
        return new Outcome(coverage, cluster.steps(), cluster.trace().hash());
    }

    /** The instance is down, and goes on with the image, as with a backup. */
    private void restore(MachineImage image) {
        cluster.heal();
        stop(victim);
        untilAfter(victim.epochs().last());
        History gone = victim.history();
        refusals.exchanged(victim, gone, image);
        victim.restore(image);
        cluster.struck(Fault.LOG_RESTORED);
        victim.absent(false);
        cluster.unsettle();
        new Chaos(cluster).begin();
        cluster.callers().forEach(SimClient::act);
        pass(50, 300);
    }

    /** The image is started beside the instance, on another machine, or on one that can't be told from the first. */
    private void copy(MachineImage image) {
        boolean elsewhere = scheduler.chance(0.5);
        twin = victim.twin(image, elsewhere ? "elsewhere" : "");
        int seats = victim.isReplicated() ? 2 : 1;
        for (int i = 0; i < seats; i++) {
            LocalClock clock = new LocalClock(scheduler, 0);
            twin.seats().add(new Seat(twin, i, clock, victim.seats().get(i).isApart()));
        }
        refusals.copied(victim, twin, image);
        operator.waits(true);
        cluster.heal();
        untilAfter(victim.epochs().last());
        cluster.unsettle();
        new Chaos(cluster).begin();
        cluster.startAllLater(twin);
        cluster.struck(Fault.LOG_COPIED);
        pass(50, 300);
        if (elsewhere) {
            while (refusals.copiesRefused() == 0) {
                Violation.unless(
                        twin.seats().stream().noneMatch(Seat::isAlive),
                        "a copy of the log of " + victim.name() + " was not refused on another machine");
                scheduler.step();
            }
            adopt();
            pass(50, 300);
        }
        cluster.heal();
        pass(1, 15_000);
        stop(twin);
        untilAfter(Math.max(twin.epochs().last(), victim.epochs().last()));
        // Where the copy was met, the original counts as replaced, until it is started again.
        victim.seats().stream()
                .filter(Seat::isAlive)
                .forEach(each -> each.process().end(SimProcess.Ending.DIED));
        operator.waits(false);
    }

    private void adopt() {
        stop(twin);
        if (scheduler.chance(0.7)) {
            new SimProcess(cluster, twin.seats().get(0)).adoptLog();
            twin.absent(false);
            cluster.startAllLater(twin);
        }
    }

    private void stop(Machine machine) {
        machine.absent(true);
        for (Seat each : machine.seats()) {
            if (each.isAlive()) {
                each.process().end(SimProcess.Ending.DIED);
            }
            if (each.isApart() && each.application() != null) {
                each.application().end();
            }
        }
    }

    /** Passes time until the date is later than this epoch, as it is when an operator has brought an image back. */
    private void untilAfter(long epoch) {
        LocalClock clock = victim.seats().get(0).clock();
        while (clock.millis() * EPOCHS_PER_MILLI <= epoch) {
            scheduler.step();
        }
    }

    private void pass(int leastMillis, int mostMillis) {
        long end = scheduler.nowNanos() + MILLI * scheduler.random().nextInt(leastMillis, mostMillis + 1);
        while (scheduler.nowNanos() < end) {
            scheduler.step();
        }
    }

    private void actLater() {
        scheduler.after(scheduler.some(cluster.isChaos() ? ACT_MICROS : CALM_ACT_MICROS), () -> {
            if (!done) {
                List<SimApplication> all = cluster.applications();
                if (twin != null) {
                    twin.seats().stream()
                            .map(Seat::application)
                            .filter(each -> each != null)
                            .forEach(all::add);
                }
                all.removeIf(each -> each.name().equals(LedgerWorkload.NAME));
                if (!all.isEmpty()) {
                    act(all.get(scheduler.random().nextInt(all.size())));
                }
                actLater();
            }
        });
    }

    private void act(SimApplication running) {
        if (running.isPrimary()) {
            running.run(() -> desks.act(running.immortal(), scheduler.random(), false));
        }
    }

    /** Each desk orders something at each, again and again, until nobody is refused any more. */
    private void untilAllGoesOn() {
        settle();
        done = true;
        int before = -1;
        for (int i = 0; before != operator.times(); i++) {
            Violation.unless(i < MOST_ROUNDS, "peers are refused again and again");
            before = operator.times();
            for (String each : desks.desks()) {
                SimApplication running = cluster.application(each);
                for (String other : desks.desks()) {
                    running.run(() -> desks.order(
                            running.immortal(), other, scheduler.random().nextBoolean()));
                }
            }
            settle();
        }
    }

    private void settle() {
        long deadline = scheduler.nowNanos() + SETTLE_NANOS;
        do {
            Violation.unless(
                    scheduler.nowNanos() < deadline,
                    "There is no progress after healing: an instance is busy, or down: " + cluster.busy());
            long pause = scheduler.nowNanos() + QUIET_NANOS;
            while (scheduler.nowNanos() < pause) {
                scheduler.step();
            }
        } while (operator.isBusy()
                || !cluster.isQuiet()
                || cluster.clientsNotForgotten().isPresent());
    }

    private void check() {
        refusals.check();
        Simulation.checkReplay(cluster);
        Map<String, DeskLog> logs = new TreeMap<>();
        desks.desks()
                .forEach(each -> logs.put(
                        each, desks.read(cluster.machine(each).history().records())));
        DeskLog other = desks.read(refusals.otherHistory().records());
        for (String from : desks.desks()) {
            for (String at : desks.desks()) {
                List<List<Long>> made = new ArrayList<>();
                if (from.equals(victim.name()) && !at.equals(from)) {
                    made.add(other.placedAt(at));
                }
                made.add(logs.get(from).placedAt(at));
                new OneHistory(at + " of " + from, made, operator.forgotten(at, from))
                        .took(logs.get(at).takenOf(from));
            }
            checkConfirmed(from);
        }
    }

    /** Only an order at a desk that was to forget this one, or to be forgotten, may never be confirmed. */
    private void checkConfirmed(String desk) {
        desks.open(cluster.application(desk).immortal())
                .forEach((goods, at) -> Violation.unless(
                        operator.hasParted(desk, at),
                        desk + "'s order of goods " + goods + " at " + at + " is not confirmed"));
    }
}
