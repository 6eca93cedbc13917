package org.ambrosia.simulator.cluster;

import org.ambrosia.simulator.disk.SimDisk;

/**
 * Disks of a bounded number of bytes. When one is full, its instance must lose nothing, and end if it can't go on without room; after a while
 * an operator makes room on it, as much again, and the instance must go on.
 */
final class BoundedDisks {
    private static final long LOOK_NANOS = 5_000_000L;
    private static final int OPERATOR_MICROS = 100_000;

    private final Cluster cluster;
    private final long bytes;

    /**
     * Makes the disks of a cluster such ones.
     *
     * @param bytes how many bytes each holds at first
     */
    BoundedDisks(Cluster cluster, long bytes) {
        this.cluster = cluster;
        this.bytes = bytes;
    }

    /** From now on until the cluster is healed. */
    void begin() {
        for (Machine each : cluster.machines()) {
            each.disk().capacity(bytes);
            look(each, 0, bytes);
        }
    }

    private void look(Machine machine, long fullBefore, long capacity) {
        cluster.scheduler().after(LOOK_NANOS, () -> {
            long full = machine.disk().timesFull();
            if (!cluster.isChaos()) {
                return;
            }
            if (full == fullBefore) {
                look(machine, full, capacity);
                return;
            }
            cluster.struck(Fault.DISK_BOUNDED);
            cluster.scheduler().after(cluster.scheduler().some(OPERATOR_MICROS), () -> {
                if (cluster.isChaos()) {
                    machine.disk().capacity(capacity + bytes);
                    look(machine, machine.disk().timesFull(), capacity + bytes);
                }
            });
        });
    }

    /** Whether a disk was ever full. */
    static boolean wasFull(Cluster cluster) {
        return cluster.machines().stream().map(Machine::disk).anyMatch(disk -> disk.timesFull() > 0);
    }

    /** There is room for everything on a disk. */
    static void makeRoom(SimDisk disk) {
        disk.capacity(Extremes.UNBOUNDED);
    }
}
