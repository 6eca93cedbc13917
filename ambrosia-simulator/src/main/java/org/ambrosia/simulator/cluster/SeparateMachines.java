package org.ambrosia.simulator.cluster;

/**
 * The replicas of each instance are on two machines that have one disk, and of which one sees late or never what the other writes into
 * shared memory. None may become primary while another one is, and those that can't follow the primary must end and give the reason. Then
 * the operator does what they say: ends all, and starts them on one machine.
 */
final class SeparateMachines {
    private static final long MILLI = 1_000_000L;
    /** Longer than a process waits for a sign that it shares memory with the primary. */
    private static final long APART_NANOS = 12_000 * MILLI;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final long lateNanos;

    /**
     * Plans this for a cluster.
     *
     * @param lateNanos as in {@link Extremes}
     */
    SeparateMachines(Cluster cluster, long lateNanos) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.lateNanos = lateNanos;
    }

    /** Before any process runs. */
    void begin() {
        if (lateNanos > 0) {
            cluster.struck(Fault.MEMORY_LATE);
            cluster.machines().forEach(each -> each.shared().separate(lateNanos, scheduler::nowNanos));
        }
    }

    /** Nothing else is wrong any more: processes find out what they share, and are then started on one machine. */
    void end() {
        if (lateNanos == 0) {
            return;
        }
        long end = scheduler.nowNanos() + APART_NANOS;
        while (scheduler.nowNanos() < end) {
            scheduler.step();
        }
        for (Machine machine : cluster.machines()) {
            for (Seat each : machine.seats()) {
                if (each.isAlive()) {
                    each.process().end(SimProcess.Ending.DIED);
                }
            }
            machine.shared().join(scheduler.random());
        }
        cluster.heal();
    }
}
