package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.api.Durability;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.SpillStore;
import org.ambrosia.runtime.log.StoredCheckpoint;

/** A log in a directory. */
final class FileLog implements Log {
    private static final System.Logger LOGGER = System.getLogger(FileLog.class.getName());

    private final LogFiles files;
    private final Environment environment;
    private final DirectoryLock lock;
    private final int checkpointsKept;
    private final boolean synced;
    private final int blockBytes;
    private final Object manifestLock = new Object();
    private volatile Manifest manifest;
    /** Checkpoints that were found damaged, which retention must not count. */
    private final Set<Long> damaged = ConcurrentHashMap.newKeySet();

    private final SpillFiles spill;
    private SegmentWriter writer;
    private WriteBuffer buffer;
    private FileLogReader lastReader;
    private Succession succession;

    private FileLog(
            LogFiles files, DirectoryLock lock, Manifest manifest, InstanceConfig config, Environment environment)
            throws IOException {
        this.files = files;
        this.environment = environment;
        this.lock = lock;
        this.manifest = manifest;
        this.checkpointsKept = config.checkpointsKept();
        this.synced = config.durability() == Durability.STABLE_STORAGE;
        this.spill = new SpillFiles(files, manifest.identity().epoch());
        this.blockBytes = WriteMode.blockBytes(files.directory());
    }

    static FileLog open(InstanceConfig config, Environment environment) {
        LogFiles files = new LogFiles(config.logDirectory().resolve(config.name()));
        DirectoryLock lock = null;
        try {
            files.makeDirectory();
            lock = DirectoryLock.take(files.lock(), config.takesOver() ? files.successor() : null);
            Succession.granted(files.successor());
            Manifest manifest = nextManifest(files, config.name(), environment);
            files.deleteUnfinished();
            manifest.write(files.manifest());
            return new FileLog(files, lock, manifest, config, environment);
        } catch (IOException failed) {
            closeQuietly(lock);
            throw LogFiles.unavailable("Opening the log", files.directory(), failed);
        } catch (RuntimeException | Error failed) {
            closeQuietly(lock);
            throw failed;
        }
    }

    @Override
    public LogIdentity identity() {
        return manifest.identity();
    }

    @Override
    public Optional<StoredCheckpoint> newestCheckpoint() {
        try {
            NavigableSet<Long> numbers = files.numbers(LogFiles.CHECKPOINT);
            for (long number : numbers.descendingSet()) {
                Path file = files.checkpoint(number);
                try {
                    return Optional.of(CheckpointFile.read(file, identity(), number));
                } catch (ProtocolException unreadable) {
                    damaged.add(number);
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            "[Ambrosia/" + ErrorTag.CheckpointCorrupt
                                    + "] A checkpoint is damaged, the one before is used: " + unreadable.getMessage()
                                    + " (file=" + file + ")");
                }
            }
            if (numbers.isEmpty() && files.numbers(LogFiles.SEGMENT).isEmpty()) {
                return Optional.empty();
            }
            throw new LogException(
                    ErrorTag.CheckpointCorrupt,
                    "No checkpoint of the log is whole: " + numbers.size() + " found (instance="
                            + identity().instance() + " directory=" + files.directory()
                            + "). Nothing was changed. Restore the directory from a backup.");
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading the newest checkpoint", files.directory(), failed);
        }
    }

    @Override
    public LogReader read(long fromSegment) {
        try {
            SortedMap<Long, Long> sealedEnds = new TreeMap<>();
            NavigableSet<Long> numbers = files.numbers(LogFiles.SEGMENT);
            for (long number : numbers.tailSet(fromSegment)) {
                sealedEnds.put(number, manifest.sealed().getOrDefault(number, -1L));
            }
            checkChain(sealedEnds, fromSegment);
            lastReader = new FileLogReader(files, identity(), sealedEnds, fromSegment);
            return lastReader;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Listing the log's segments", files.directory(), failed);
        }
    }

    @Override
    public LogReader follow(long fromSegment) {
        return new FollowingReader(files, identity(), this::sealedEnd, fromSegment);
    }

    private OptionalLong sealedEnd(long segment) {
        synchronized (manifestLock) {
            Long end = manifest.sealed().get(segment);
            return end == null ? OptionalLong.empty() : OptionalLong.of(end);
        }
    }

    @Override
    public void startSegment(long number, long firstSequence) {
        Path file = files.segment(number);
        if (manifest.sealed().containsKey(number)) {
            throw brokenChain("segment " + number + " has ended already");
        }
        try {
            if (writer != null) {
                writer.close();
                seal(number - 1, writer.end());
                writer = null;
            } else if (lastReader != null) {
                lastReader.unsealedEnd().ifPresent(end -> sealUnchecked(lastReader.lastSegment(), end));
            }
            if (buffer == null) {
                buffer = new WriteBuffer(blockBytes);
            }
            writer = new SegmentWriter(
                    file,
                    new SegmentHeader(blockBytes, identity(), number, firstSequence),
                    buffer,
                    environment.background(),
                    synced);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Starting a segment", file, failed);
        }
    }

    @Override
    public int append(byte[] bytes, int length) {
        try {
            return writer.append(bytes, length);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Writing to the log", writer.file(), failed);
        }
    }

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        Path file = files.checkpoint(number);
        try {
            spill.sync();
            CheckpointFile.write(file, identity(), new StoredCheckpoint(number, coordinator, application));
            retain();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Storing a checkpoint", file, failed);
        }
    }

    @Override
    public SpillStore spill() {
        return spill;
    }

    @Override
    public void onSuccessor(Consumer<String> wanted) {
        try {
            succession = new Succession(files.successor(), wanted);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Watching the log's directory", files.directory(), failed);
        }
    }

    @Override
    public void close() {
        try {
            if (succession != null) {
                succession.close();
            }
        } catch (IOException unimportant) {
            LOGGER.log(System.Logger.Level.DEBUG, "closing a watch", unimportant);
        }
        try (spill) {
            if (writer != null) {
                writer.close();
            }
        } catch (IOException unimportant) {
            LOGGER.log(System.Logger.Level.DEBUG, "closing a segment", unimportant);
        } finally {
            closeQuietly(lock);
        }
    }

    private static Manifest nextManifest(LogFiles files, String instance, Environment environment) throws IOException {
        if (!Files.exists(files.manifest())) {
            if (!files.numbers(LogFiles.SEGMENT).isEmpty()
                    || !files.numbers(LogFiles.CHECKPOINT).isEmpty()) {
                throw new LogException(
                        ErrorTag.LogCorrupt,
                        "The log has segments or checkpoints but no manifest (directory=" + files.directory()
                                + "). Nothing was changed. Restore the manifest from a backup.");
            }
            return new Manifest(newIdentity(instance, environment), new TreeMap<>());
        }
        Manifest found = Manifest.read(files.manifest());
        if (!found.identity().instance().equals(instance)) {
            throw belongsToAnother(files, instance, found);
        }
        return found.withNextEpoch();
    }

    static LogException belongsToAnother(LogFiles files, String instance, Manifest found) {
        return new LogException(
                ErrorTag.LogMismatch,
                "The log belongs to another instance: expected \"" + instance + "\", found \""
                        + found.identity().instance() + "\" (file=" + files.manifest()
                        + "). Nothing was changed. Give the instance its own directory.");
    }

    /** An incarnation is the time of its making, so that a later one is greater, and random bits below. */
    private static LogIdentity newIdentity(String instance, Environment environment) {
        RandomGenerator random = environment.random();
        long incarnation = environment.clock().millis() << 20 | random.nextInt(1 << 20);
        return new LogIdentity(instance, incarnation, random.nextInt(Integer.MAX_VALUE), 1);
    }

    private void checkChain(SortedMap<Long, Long> sealedEnds, long fromSegment) {
        for (long sealed : manifest.sealed().tailMap(fromSegment).keySet()) {
            if (!sealedEnds.containsKey(sealed)) {
                throw brokenChain("segment " + sealed + " is missing");
            }
        }
        Iterator<Long> numbers = sealedEnds.keySet().iterator();
        for (long expected = fromSegment; numbers.hasNext(); expected++) {
            long found = numbers.next();
            if (found != expected || (numbers.hasNext() && sealedEnds.get(found) < 0)) {
                String what = found != expected
                        ? "expected segment " + expected + ", found " + found
                        : "segment " + found + " was never sealed, but others follow";
                throw brokenChain(what);
            }
        }
    }

    private LogException brokenChain(String what) {
        return new LogException(
                ErrorTag.LogCorrupt,
                "The log's segments don't follow each other: " + what + " (instance="
                        + identity().instance() + " directory=" + files.directory()
                        + "). Nothing was changed. Restore the missing files.");
    }

    private void seal(long segment, long end) throws IOException {
        synchronized (manifestLock) {
            NavigableSet<Long> present = files.numbers(LogFiles.SEGMENT);
            manifest = manifest.withSealed(segment, end, present.isEmpty() ? segment : present.first());
            manifest.write(files.manifest());
        }
    }

    private void sealUnchecked(long segment, long end) {
        try {
            seal(segment, end);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Sealing a segment", files.manifest(), failed);
        }
    }

    /** Deletes the checkpoints and segments that are older than the checkpoints to be kept. */
    private void retain() throws IOException {
        List<Long> newestFirst = files.numbers(LogFiles.CHECKPOINT).descendingSet().stream()
                .filter(each -> !damaged.contains(each))
                .toList();
        if (newestFirst.size() <= checkpointsKept) {
            return;
        }
        long oldestKept = newestFirst.get(checkpointsKept - 1);
        for (long each : files.numbers(LogFiles.CHECKPOINT).headSet(oldestKept)) {
            Files.delete(files.checkpoint(each));
        }
        for (long each : files.numbers(LogFiles.SEGMENT).headSet(oldestKept)) {
            Files.delete(files.segment(each));
        }
    }

    private static void closeQuietly(DirectoryLock lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException unimportant) {
                LOGGER.log(System.Logger.Level.DEBUG, "closing a lock", unimportant);
            }
        }
    }
}
