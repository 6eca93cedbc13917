package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.log.file.FileLogProvider;
import org.ambrosia.simulator.check.History;
import org.ambrosia.simulator.disk.SimDisk;
import org.ambrosia.simulator.disk.SimSharedFiles;

/** What an instance runs on: its replicas share a disk, which outlives their processes. */
final class Machine {
    private final String name;
    private final Supplier<ImmortalBase> immortals;
    private final SimDisk disk = new SimDisk();
    private final SimSharedFiles shared = new SimSharedFiles();
    private final List<Seat> seats = new ArrayList<>();
    private final boolean replicated;
    private final History history;
    private final TreeMap<Long, byte[]> checkpoints = new TreeMap<>();
    private String rotten;
    private long diskFullUntilNanos;
    private SimProcess published;
    private boolean absent;

    Machine(String name, Supplier<ImmortalBase> immortals, boolean replicated) {
        this.name = name;
        this.immortals = immortals;
        this.replicated = replicated;
        this.history = new History(name);
    }

    /** Whether several replicas run; if not, only one does, on one of two seats. */
    boolean isReplicated() {
        return replicated;
    }

    /** Where replicas run. */
    List<Seat> seats() {
        return seats;
    }

    /** The files that its processes share. */
    SimSharedFiles shared() {
        return shared;
    }

    /** Who said last that the instance is reached there; null before the first. */
    SimProcess published() {
        return published;
    }

    void published(SimProcess primary) {
        published = primary;
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

    History history() {
        return history;
    }

    /** The application's part of each checkpoint that was ever stored, by the sequence id of the record behind it. */
    TreeMap<Long, byte[]> checkpoints() {
        return checkpoints;
    }

    /** Flips a bit of the newest checkpoint if there is another, and none is damaged already. Returns whether it did. */
    boolean rotNewestCheckpoint(RandomGenerator random) {
        List<String> files = disk.files(".checkpoint");
        if (files.size() < 2 || (rotten != null && files.contains(rotten))) {
            return false;
        }
        InstanceConfig config = InstanceConfig.builder(name)
                .logDirectory(disk.root().resolve("logs"))
                .build();
        List<Long> usable = new FileLogProvider().inspect(config).checkpoints();
        if (usable.size() < 2) {
            return false;
        }
        String newest = String.format("/%012d.", usable.get(usable.size() - 1));
        List<String> same = files.stream().filter(each -> each.contains(newest)).toList();
        if (same.size() != 1) {
            return false;
        }
        rotten = same.get(0);
        disk.flip(rotten, random.nextLong(disk.size(rotten) * 8));
        return true;
    }

    /** Whether a checkpoint was ever damaged, so that the log may begin further back than an application remembers. */
    boolean hasRotted() {
        return rotten != null;
    }

    /** Whether the instance has gone on where it was not before, so that an application may remember less than the log goes back. */
    boolean hasMoved() {
        return seats.stream().filter(each -> each.process() != null).count() > 1;
    }

    boolean isDiskFullAt(long nowNanos) {
        return nowNanos < diskFullUntilNanos;
    }

    void diskFullUntil(long nanos) {
        diskFullUntilNanos = nanos;
    }

    boolean isAbsent() {
        return absent;
    }

    void absent(boolean isSo) {
        absent = isSo;
    }
}
