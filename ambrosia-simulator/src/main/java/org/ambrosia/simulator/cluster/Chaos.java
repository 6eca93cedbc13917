package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.List;

/** Lets faults strike, at times and places from the seed, until the cluster is healed. */
final class Chaos {
    private static final long MOST_JUMP_MILLIS = 86_400_000L;
    private static final int FULL_MICROS = 200_000;
    private static final int PARTITION_MICROS = 1_500_000;
    private static final double ROLLED_BACK = 0.1;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final FaultPlan plan;
    private final List<Machine> machines;

    Chaos(Cluster cluster) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.plan = cluster.faults();
        this.machines = new ArrayList<>(cluster.machines());
    }

    void begin() {
        if (machines.size() > 1 && cluster.strikes(Fault.ABSENT, plan.absent())) {
            any().absent(true);
        }
        machines.forEach(cluster::startAllLater);
        strikeLater();
    }

    private void strikeLater() {
        scheduler.after(scheduler.some(plan.everyMicros()), () -> {
            if (cluster.isChaos()) {
                strike(any());
                strikeLater();
            }
        });
    }

    private void strike(Machine machine) {
        Seat seat = anyOf(machine);
        SimProcess process = seat.process();
        if (cluster.strikes(Fault.CLOCK_JUMPED, plan.clockJump())) {
            seat.clock().jump(scheduler.random().nextLong(-MOST_JUMP_MILLIS, MOST_JUMP_MILLIS));
        }
        if (cluster.strikes(Fault.DISK_FULL, plan.diskFull())) {
            machine.diskFullUntil(scheduler.nowNanos() + scheduler.some(FULL_MICROS));
        }
        if (cluster.strikes(Fault.PARTITION, plan.partition())) {
            partition(machine, any());
        }
        if (machine.mayRunOlder() && cluster.strikes(Fault.ROLLED_BACK, ROLLED_BACK)) {
            cluster.deploy(seat, !seat.runsOlder());
        }
        SimApplication application = seat.isApart() ? seat.application() : null;
        if (application != null && application.isAlive()) {
            if (cluster.strikes(Fault.APPLICATION_KILLED, plan.killApplication())) {
                application.end();
            } else if (scheduler.chance(plan.cutConnection()) && application.cut()) {
                cluster.struck(Fault.CONNECTION_CUT);
            }
        }
        if (process == null || !process.isAlive()) {
            return;
        }
        cluster.network().cutSome(process, plan.cut());
        if (cluster.strikes(machine.isReplicated() ? Fault.SECOND_PROCESS : Fault.MOVED, plan.secondProcess())) {
            cluster.startSecond(seat);
        }
        if (machine.isReplicated() && cluster.strikes(Fault.HANDED_OVER, plan.handOver())) {
            process.handOver();
        }
        if (!process.isPaused() && cluster.strikes(Fault.PAUSED, plan.pause())) {
            process.pause(scheduler.some(plan.pauseMicros()));
        }
        if (process.isAlive() && scheduler.chance(plan.kill())) {
            boolean power = scheduler.chance(plan.powerLoss());
            cluster.struck(power ? Fault.POWER_LOST : Fault.KILLED);
            process.end(power ? SimProcess.Ending.POWER_LOST : SimProcess.Ending.DIED);
        }
    }

    private Seat anyOf(Machine machine) {
        return machine.seats().get(scheduler.random().nextInt(machine.seats().size()));
    }

    private void partition(Machine one, Machine other) {
        long nanos = scheduler.some(PARTITION_MICROS);
        cluster.network().partition(one.name(), other.name(), nanos);
        if (scheduler.chance(0.5)) {
            cluster.network().partition(other.name(), one.name(), nanos);
        }
    }

    private Machine any() {
        return machines.get(scheduler.random().nextInt(machines.size()));
    }
}
