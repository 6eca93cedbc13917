package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.log.file.FileLogEngine;
import org.ambrosia.simulator.check.History;
import org.ambrosia.simulator.disk.SimDisk;
import org.ambrosia.simulator.disk.SimSharedFiles;

/** What an instance runs on: its replicas share a disk, which outlives their processes. */
final class Machine {
    private final String name;
    private final Supplier<ImmortalBase> immortals;
    private Supplier<ImmortalBase> olderImmortals;
    private final SimDisk disk = new SimDisk();
    private final SimSharedFiles shared;
    private final List<Seat> seats = new ArrayList<>();
    private final boolean replicated;
    /** Tells the histories of the instance apart, if its log was exchanged or copied. */
    private String historyName;

    private History history;

    private final TreeMap<Long, byte[]> checkpoints = new TreeMap<>();
    private final TreeSet<Long> epochs = new TreeSet<>();
    private String rotten;
    private long diskFullUntilNanos;
    private SimProcess published;
    private boolean absent;

    Machine(String name, Supplier<ImmortalBase> immortals, boolean replicated) {
        this.name = name;
        this.immortals = immortals;
        this.replicated = replicated;
        this.shared = new SimSharedFiles();
        this.historyName = name;
        this.history = new History(name);
    }

    /** Makes another machine, of this name, that has what an image of the first has. */
    private Machine(Machine original, MachineImage image, String machineName) {
        this.name = original.name;
        this.immortals = original.immortals;
        this.replicated = original.replicated;
        this.shared = image.shared().copy(machineName, 1);
        this.historyName = name + "'";
        disk.restore(image.disk());
        takeOver(image);
    }

    /** What its disk and memory hold at this moment. */
    MachineImage image() {
        return new MachineImage(
                disk.copy(), shared.copy("", 0), history.copy(), new TreeMap<>(checkpoints), new TreeSet<>(epochs));
    }

    /** Puts back an image that was taken before, while none of its processes runs. */
    void restore(MachineImage image) {
        disk.restore(image.disk());
        shared.restore(image.shared());
        historyName += "'";
        takeOver(image);
    }

    /** A second machine with the same instance, on which nothing runs yet, from an image of this one. */
    Machine twin(MachineImage image, String machineName) {
        return new Machine(this, image, machineName);
    }

    private void takeOver(MachineImage image) {
        history = image.history().copy();
        checkpoints.clear();
        checkpoints.putAll(image.checkpoints());
        epochs.clear();
        epochs.addAll(image.epochs());
    }

    /** The epochs of the primaries that this history has had. */
    TreeSet<Long> epochs() {
        return epochs;
    }

    /** The name of the history that its log has now, of which an instance may have had more than one. */
    String historyName() {
        return historyName;
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

    /** An immortal as the newest build has it. */
    ImmortalBase newImmortal() {
        return immortals.get();
    }

    /** An immortal as the older build has it. */
    ImmortalBase olderImmortal() {
        return olderImmortals.get();
    }

    /** What creates immortals as an older build has them; null if there is only one build. */
    void olderImmortals(Supplier<ImmortalBase> supplier) {
        olderImmortals = supplier;
    }

    /** Whether another build may be deployed, because the newest one has run, and has logged something. */
    boolean mayRunOlder() {
        return olderImmortals != null && !history.records().isEmpty();
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
        List<Long> usable =
                new FileLogEngine(disk.root().resolve("logs")).inspect(name).checkpoints();
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
