package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.SpillPlace;
import org.ambrosia.runtime.log.SpillStore;

/**
 * Spilled calls in files of their own, beside the segments. A file holds calls to one destination,
 * and is deleted when all of them are gone. Its number begins with that of the replica that wrote
 * it; one process lives under that number at a time, and deletes the file. A random number for each
 * of the replica's lives follows, so that no number is used twice.
 */
final class SpillFiles implements SpillStore, AutoCloseable {
    private static final long MOST_BYTES = 16 << 20;
    private static final int REPLICA_SHIFT = 47;
    private static final int LIFE_SHIFT = 16;

    private final LogFiles files;
    private final long replica;
    private final boolean shared;
    private final LongPredicate abandoned;
    private final long firstFile;
    private final Map<Long, Integer> neededIn = new HashMap<>();
    private final TreeMap<String, Growing> growing = new TreeMap<>();
    private final Set<Long> unsynced = new TreeSet<>();
    private long written;
    /**
     * True after a failed sync: a later one that succeeds proves nothing about what was written
     * before.
     */
    private volatile boolean syncFailed;

    /**
     * Creates the store of one process.
     *
     * @param replica its number among those that share the log
     * @param shared as {@link #isShared}
     * @param abandoned whether only this process needs the files of the replica with this number
     */
    SpillFiles(LogFiles files, int replica, boolean shared, LongPredicate abandoned, RandomGenerator random) {
        this.files = files;
        this.replica = replica;
        this.shared = shared;
        this.abandoned = abandoned;
        this.firstFile = (long) replica << REPLICA_SHIFT | (long) random.nextInt(Integer.MAX_VALUE) << LIFE_SHIFT;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public SpillPlace write(String destination, byte[] bytes, int length) {
        Growing target = growing.get(destination);
        try {
            if (target == null || target.bytes + length > MOST_BYTES) {
                target = begin(destination, target);
            }
            ByteBuffer content = ByteBuffer.wrap(bytes, 0, length);
            long at = target.bytes;
            while (content.hasRemaining()) {
                at += target.channel.write(content, at);
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Spilling calls to \"" + destination + "\"", files.directory(), failed);
        }
        SpillPlace place = new SpillPlace(target.file, target.bytes, length, check(bytes, length));
        target.bytes += length;
        neededIn.merge(target.file, 1, Integer::sum);
        synchronized (unsynced) {
            unsynced.add(target.file);
        }
        return place;
    }

    @Override
    public byte[] read(SpillPlace place) {
        Path file = files.spill(place.file());
        try (FileChannel channel = FileChannel.open(file, READ)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(place.length(), channel.size()));
            while (content.hasRemaining() && channel.read(content, place.offset() + content.position()) >= 0) {}
            int found = check(content.array(), content.position());
            if (content.position() != place.length() || found != place.check()) {
                throw new LogException(
                        ErrorTag.LOG_CORRUPT,
                        String.format(
                                "Calls that were spilled are damaged: expected %d bytes with check %08x, found %d with"
                                        + " check %08x (file=%s offset=%d). Restore the file from a backup.",
                                place.length(), place.check(), content.position(), found, file, place.offset()));
            }
            return content.array();
        } catch (NoSuchFileException gone) {
            throw new LogException(
                    ErrorTag.LOG_CORRUPT,
                    "Calls that were spilled are gone, but their destination has not taken them (file=" + file
                            + "). Restore the file from a backup.");
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading spilled calls", file, failed);
        }
    }

    @Override
    public void free(SpillPlace place) {
        Integer needed = neededIn.get(place.file());
        if (needed == null) {
            return;
        }
        if (needed > 1) {
            neededIn.put(place.file(), needed - 1);
            return;
        }
        neededIn.remove(place.file());
        try {
            endIfGrowing(place.file());
            synchronized (unsynced) {
                unsynced.remove(place.file());
            }
            if (isOwn(place.file())) {
                Files.deleteIfExists(files.spill(place.file()));
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Deleting spilled calls", files.spill(place.file()), failed);
        }
    }

    @Override
    public Collection<SpillPlace> retain(Collection<SpillPlace> places) {
        neededIn.clear();
        places.forEach(each -> neededIn.merge(each.file(), 1, Integer::sum));
        try {
            Set<Long> present = files.numbers(LogFiles.SPILL);
            for (long each : present) {
                if (isOwn(each) && !neededIn.containsKey(each)) {
                    endIfGrowing(each);
                    synchronized (unsynced) {
                        unsynced.remove(each);
                    }
                    Files.deleteIfExists(files.spill(each));
                }
            }
            neededIn.keySet().retainAll(present);
            return places.stream()
                    .filter(each -> !present.contains(each.file()))
                    .toList();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Deleting spilled calls", files.directory(), failed);
        }
    }

    /**
     * Syncs. On return everything that was written before is on stable storage, unless it was
     * freed. From any thread.
     */
    void sync() {
        if (syncFailed) {
            throw new LogException(
                    ErrorTag.LOG_UNAVAILABLE,
                    "Spilled calls could not be synced before, and may not be stored (directory=" + files.directory()
                            + "). No checkpoint can refer to them: start the instance again, which makes them anew.");
        }
        syncFailed = true;
        syncAll();
        syncFailed = false;
    }

    private void syncAll() {
        Set<Long> due;
        synchronized (unsynced) {
            due = new HashSet<>(unsynced);
            unsynced.clear();
        }
        if (due.isEmpty()) {
            return;
        }
        for (long each : new TreeSet<>(due)) {
            try (FileChannel channel = FileChannel.open(files.spill(each), WRITE)) {
                channel.force(true);
            } catch (NoSuchFileException freedMeanwhile) {
                // No process needs it any more.
            } catch (IOException failed) {
                throw LogFiles.unavailable("Syncing spilled calls", files.spill(each), failed);
            }
        }
        try {
            LogFiles.syncDirectory(files.directory().toAbsolutePath());
        } catch (IOException failed) {
            throw LogFiles.unavailable("Syncing spilled calls", files.directory(), failed);
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Growing each : growing.values()) {
            try {
                each.channel.close();
            } catch (IOException failed) {
                failure = failed;
            }
        }
        growing.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private Growing begin(String destination, Growing before) throws IOException {
        if (before != null) {
            before.channel.close();
            growing.remove(destination);
        }
        long file = firstFile + written++;
        Growing fresh = new Growing(file, LogFiles.create(files.spill(file), CREATE_NEW, WRITE));
        growing.put(destination, fresh);
        return fresh;
    }

    /**
     * Returns whether this process deletes the file: it deletes its own, and those that no other
     * process can need.
     */
    private boolean isOwn(long file) {
        long author = file >> REPLICA_SHIFT;
        return author == replica || abandoned.test(author);
    }

    private void endIfGrowing(long file) throws IOException {
        for (var each : growing.entrySet()) {
            if (each.getValue().file == file) {
                each.getValue().channel.close();
                growing.remove(each.getKey());
                return;
            }
        }
    }

    private static int check(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** The file to which a destination's next calls go. */
    private static final class Growing {
        private final long file;
        private final FileChannel channel;
        private long bytes;

        Growing(long file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }
    }
}
