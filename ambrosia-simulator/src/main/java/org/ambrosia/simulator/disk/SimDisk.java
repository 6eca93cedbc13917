package org.ambrosia.simulator.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** One machine's disk. It outlives the processes that use it. */
public final class SimDisk {
    private final SimFileSystem fileSystem = new SimFileSystem(this);
    private final TreeMap<String, Inode> names = new TreeMap<>();
    private final TreeMap<String, Inode> durableNames = new TreeMap<>();
    private final List<NameChange> unsynced = new ArrayList<>();
    private DiskFaults faults = DiskFaults.NONE;
    private boolean powerless;
    private boolean cached;
    private long capacity = Long.MAX_VALUE;
    private long timesFull;

    /** Makes an empty disk. */
    public SimDisk() {
        names.put("/", new Directory());
        durableNames.put("/", names.get("/"));
    }

    /** A directory, or a file, is there under this name; null stands for a name that is gone. */
    private record NameChange(String path, Inode inode) {}

    /** The disk's root directory, of a file system of its own. */
    public Path root() {
        return new SimPath(fileSystem, "/");
    }

    /** From now on these decide what goes wrong. */
    public void faults(DiskFaults decided) {
        faults = decided;
    }

    /** The disk holds no more than this from now on; a write that needs more is done as far as there is room, and fails. */
    public void capacity(long bytes) {
        capacity = bytes;
    }

    /** How many writes found less room than they needed. */
    public long timesFull() {
        return timesFull;
    }

    /** How many bytes the files have together. */
    public long used() {
        return names.values().stream().mapToLong(Inode::size).sum();
    }

    /** From now on the drive has a memory of its own, which a synced write does not empty, as on macOS; only a sync does. */
    public void cacheWrites() {
        cached = true;
    }

    /** Whether a synced write is not on stable storage before a sync. */
    boolean isCachingWrites() {
        return cached;
    }

    /** The power fails: no operation does anything from now on. */
    public void cutPower() {
        powerless = true;
    }

    /** Whether the power has failed, and is not back yet. */
    public boolean isPowerless() {
        return powerless;
    }

    /** The machine starts again; its page cache has survived if only the process ended. */
    public void restorePower() {
        powerless = false;
    }

    /** What was not synced is lost, in whole or in part; renames and the like in their order, and with a directory all that is in it. */
    public void loseUnsynced(RandomGenerator random) {
        int kept = random.nextInt(unsynced.size() + 1);
        unsynced.subList(0, kept).forEach(each -> apply(durableNames, each));
        unsynced.clear();
        for (String each : List.copyOf(durableNames.keySet())) {
            if (!each.equals("/") && !durableNames.containsKey(parent(each))) {
                durableNames.remove(each);
            }
        }
        names.clear();
        names.putAll(durableNames);
        for (Inode each : names.values()) {
            each.loseUnsynced(random);
        }
    }

    /** The files whose names end like this, ascending. */
    public List<String> files(String ending) {
        return names.keySet().stream().filter(each -> each.endsWith(ending)).toList();
    }

    /** The size of a file in bytes. */
    public long size(String file) {
        return names.get(file).size();
    }

    /** Changes one bit of a file, on stable storage. */
    public void flip(String file, long bit) {
        names.get(file).flip(bit);
    }

    /** Deletes everything, as an operator would who starts over. */
    public void wipe() {
        names.keySet().removeIf(each -> !each.equals("/"));
        durableNames.keySet().removeIf(each -> !each.equals("/"));
        unsynced.clear();
    }

    /** A copy of this disk, for trying things out. */
    public SimDisk copy() {
        SimDisk copy = new SimDisk();
        names.forEach((path, inode) -> copy.names.put(path, inode instanceof Directory ? inode : inode.copy()));
        copy.durableNames.putAll(copy.names);
        return copy;
    }

    /** Puts back what a copy has, on stable storage, as from a backup. What was there is gone. */
    public void restore(SimDisk copy) {
        SimDisk fresh = copy.copy();
        names.clear();
        names.putAll(fresh.names);
        durableNames.clear();
        durableNames.putAll(fresh.names);
        unsynced.clear();
    }

    boolean isDirectory(String path) {
        return names.get(path) instanceof Directory;
    }

    Inode existing(String path) throws NoSuchFileException {
        Inode inode = names.get(path);
        if (inode == null) {
            throw new NoSuchFileException(path);
        }
        return inode;
    }

    Inode create(String path) throws IOException {
        existing(parent(path));
        ask(DiskOperation.CREATE, path);
        Inode fresh = new Inode();
        change(path, fresh);
        return fresh;
    }

    boolean exists(String path) {
        return names.containsKey(path);
    }

    void createDirectory(String path) throws IOException {
        existing(parent(path));
        if (names.containsKey(path)) {
            throw new FileAlreadyExistsException(path);
        }
        ask(DiskOperation.CREATE, path);
        change(path, new Directory());
    }

    /** Writes; what a write that fails has written is in the page cache only. */
    void write(Inode inode, String path, long at, byte[] bytes, boolean synced) throws IOException {
        DiskOperation operation = at + bytes.length > inode.size() ? DiskOperation.GROW : DiskOperation.WRITE;
        Verdict verdict = verdict(operation, path, bytes.length);
        long over = capacity == Long.MAX_VALUE ? 0 : at + bytes.length - inode.size() - (capacity - used());
        if (operation == DiskOperation.GROW && over > 0 && verdict.equals(Verdict.DONE)) {
            timesFull++;
            verdict = Verdict.failsBehind((int) Math.max(0, bytes.length - over), "No space left on device");
        }
        int written = Math.min(verdict.bytes(), bytes.length);
        if (written > 0) {
            inode.write(at, bytes, written, synced && verdict.equals(Verdict.DONE));
        }
        enforce(verdict);
    }

    void truncate(Inode inode, String path) throws IOException {
        ask(DiskOperation.WRITE, path);
        inode.truncate();
    }

    void sync(Inode inode, String path) throws IOException {
        if (inode instanceof Directory) {
            ask(DiskOperation.SYNC_NAMES, path);
            unsynced.removeIf(each -> {
                boolean within = parent(each.path).equals(path);
                if (within) {
                    apply(durableNames, each);
                }
                return within;
            });
        } else {
            ask(DiskOperation.SYNC, path);
            inode.sync();
        }
    }

    void rename(String from, String to) throws IOException {
        Inode inode = existing(from);
        ask(DiskOperation.RENAME, to);
        change(to, inode);
        change(from, null);
    }

    void delete(String path) throws IOException {
        existing(path);
        if (isDirectory(path) && !children(path).isEmpty()) {
            throw new DirectoryNotEmptyException(path);
        }
        ask(DiskOperation.DELETE, path);
        change(path, null);
    }

    List<String> children(String directory) {
        return names.keySet().stream()
                .filter(each -> !each.equals("/") && parent(each).equals(directory))
                .toList();
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    private void ask(DiskOperation operation, String path) throws IOException {
        enforce(verdict(operation, path, 0));
    }

    private Verdict verdict(DiskOperation operation, String path, int bytes) {
        if (powerless) {
            throw new PowerFailure();
        }
        return faults.before(operation, path, bytes);
    }

    private void enforce(Verdict verdict) throws IOException {
        if (verdict.powerFails()) {
            powerless = true;
            throw new PowerFailure();
        }
        if (verdict.error() != null) {
            throw verdict.error();
        }
    }

    private void change(String path, Inode inode) {
        NameChange change = new NameChange(path, inode);
        apply(names, change);
        unsynced.add(change);
    }

    private static void apply(TreeMap<String, Inode> target, NameChange change) {
        if (change.inode == null) {
            target.remove(change.path);
        } else {
            target.put(change.path, change.inode);
        }
    }

    /** A name under which other names are. */
    private static final class Directory extends Inode {}
}
