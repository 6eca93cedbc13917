package org.ambrosia.simulator.cluster;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.simulator.check.History;
import org.ambrosia.simulator.disk.SimDisk;

/** What an instance runs on: it outlives the instance's processes. */
final class Machine {
    private final String name;
    private final Supplier<ImmortalBase> immortals;
    private final SimDisk disk = new SimDisk();
    private final LocalClock clock;
    private final History history;
    private final TreeMap<Long, byte[]> checkpoints = new TreeMap<>();
    private final TreeMap<Long, Long> firstSequences = new TreeMap<>();
    private String rotten;
    private long diskFullUntilNanos;
    private final boolean apart;
    private SimApplication application;
    private boolean absent;

    Machine(String name, Supplier<ImmortalBase> immortals, LocalClock clock, boolean apart) {
        this.apart = apart;
        this.name = name;
        this.immortals = immortals;
        this.clock = clock;
        this.history = new History(name);
    }

    String name() {
        return name;
    }

    ImmortalBase newImmortal() {
        return immortals.get();
    }

    SimDisk disk() {
        return disk;
    }

    LocalClock clock() {
        return clock;
    }

    History history() {
        return history;
    }

    /** The application's part of each checkpoint that was ever stored, by the sequence id of the record behind it. */
    TreeMap<Long, byte[]> checkpoints() {
        return checkpoints;
    }

    void segmentStarts(long number, long firstSequence) {
        firstSequences.put(number, firstSequence);
    }

    /** The sequence id of the first record of a segment. */
    long firstSequence(long segment) {
        return firstSequences.getOrDefault(segment, 0L);
    }

    /** Flips a bit of the newest checkpoint if there is another, and none is damaged already. Returns whether it did. */
    boolean rotNewestCheckpoint(RandomGenerator random) {
        List<String> files = disk.files(".checkpoint");
        if (files.size() < 2 || (rotten != null && files.contains(rotten))) {
            return false;
        }
        rotten = files.get(files.size() - 1);
        disk.flip(rotten, random.nextLong(disk.size(rotten) * 8));
        return true;
    }

    /** Whether a checkpoint was ever damaged, so that the log may begin further back than an application remembers. */
    boolean hasRotted() {
        return rotten != null;
    }

    boolean isDiskFullAt(long nowNanos) {
        return nowNanos < diskFullUntilNanos;
    }

    void diskFullUntil(long nanos) {
        diskFullUntilNanos = nanos;
    }

    /** Whether the application is a process of its own. */
    boolean isApart() {
        return apart;
    }

    /** The application that is a process of its own; null if it had none yet. */
    SimApplication application() {
        return application;
    }

    void application(SimApplication started) {
        application = started;
    }

    boolean isAbsent() {
        return absent;
    }

    void absent(boolean isSo) {
        absent = isSo;
    }
}
