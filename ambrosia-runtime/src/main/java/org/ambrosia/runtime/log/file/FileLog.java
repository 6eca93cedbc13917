package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.api.Durability;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.SpillStore;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.protocol.RecordFormat;

/**
 * A log in a directory, as one of the processes sees it that share it. Who reigns, and who is there, is told by {@link Reigns} and
 * {@link Members}; what is true of the log, by its {@link Manifest}.
 */
final class FileLog implements Log {
    private static final System.Logger LOGGER = System.getLogger(FileLog.class.getName());
    private static final long BEGIN_NANOS = 2_000_000L;

    private final LogFiles files;
    private final Environment environment;
    private final InstanceConfig config;
    private final Members members;
    private final Reigns reigns;
    private final PrimaryWatch watch;
    private final Checkpoints checkpoints;
    private final SpillFiles spill;
    private final int blockBytes;

    private ReplicaRole role;
    private volatile Manifest manifest;
    /** The reign of the manifest's primary; null if nothing is left of it. */
    private volatile Reign writing;
    /** This process's own; null while it is not primary. */
    private volatile Reign own;
    /** Where the open segment ends, if this process has claimed the log and not begun to write. */
    private volatile OptionalLong tailEnd = OptionalLong.empty();

    private volatile boolean begun;
    private SegmentWriter writer;
    private WriteBuffer buffer;
    private Succession succession;

    private FileLog(LogFiles files, InstanceConfig config, Environment environment, String holder, Members members)
            throws IOException {
        this.files = files;
        this.config = config;
        this.environment = environment;
        this.members = members;
        this.reigns = new Reigns(files, environment.shared());
        this.watch = new PrimaryWatch(reigns, new Lease(config.lease().toNanos()), holder);
        this.checkpoints = new Checkpoints(files, config.checkpointsKept());
        this.spill = new SpillFiles(files, members.number(), this::isAbandoned, environment.random());
        this.blockBytes = WriteMode.blockBytes(files.directory());
    }

    static FileLog join(InstanceConfig config, Environment environment) {
        LogFiles files = new LogFiles(config.logDirectory().resolve(config.name()));
        String holder = "replica " + config.replica() + ", process " + environment.pid();
        Members members = null;
        FileLog log = null;
        try {
            files.makeDirectory();
            members = Members.join(files, environment.shared(), holder, config.replica(), !config.replicated())
                    .orElseThrow(() -> inUse(files, config));
            log = new FileLog(files, config, environment, holder, members);
            log.enter();
            if (!config.replicated() && log.isInUseForEver()) {
                throw inUse(files, config);
            }
            return log;
        } catch (IOException failed) {
            closeQuietly(log, members);
            throw LogFiles.unavailable("Opening the log", files.directory(), failed);
        } catch (RuntimeException | Error failed) {
            closeQuietly(log, members);
            throw failed;
        }
    }

    private void enter() throws IOException {
        files.deleteUnfinished(members.number());
        manifest = manifestOrBegin();
        role = decideRole();
    }

    static FileLog open(InstanceConfig config, Environment environment) {
        FileLog log = join(config, environment);
        try {
            if (log.own == null && (!log.isVacant(environment.nanos()) || !log.claim())) {
                throw inUse(log.files, config);
            }
            return log;
        } catch (RuntimeException | Error failed) {
            log.close();
            throw failed;
        }
    }

    /** An instance without replicas may run elsewhere too: a process that follows spills calls, and may be primary later. */
    private boolean isAbandoned(long author) {
        try {
            return own != null && !config.replicated() && !members.isPresent(author);
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Whether another process has the log that is not to be asked for it; in this one it is there by mistake. */
    private boolean isInUseForEver() throws IOException {
        if (own != null || !watch.isHeld()) {
            return false;
        }
        return !config.takesOver() || watch.isHeldInThisProcess();
    }

    private static void closeQuietly(FileLog log, Members members) {
        if (log != null) {
            log.close();
        } else if (members != null) {
            members.close();
        }
    }

    private static LogException inUse(LogFiles files, InstanceConfig config) {
        return new LogException(
                ErrorTag.LogInUse,
                "The log is in use by a running "
                        + (config.replicated() ? "replica " + config.replica() + " of this instance" : "instance")
                        + " (directory=" + files.directory()
                        + "). Stop it first, or give this instance another name or log directory.");
    }

    /** The log's manifest; nobody else begins the log if this process does. */
    private Manifest manifestOrBegin() throws IOException {
        while (true) {
            // Looked for first: whoever writes them has written a manifest before.
            boolean isWritten = !files.places(LogFiles.SEGMENT).isEmpty()
                    || !files.places(LogFiles.CHECKPOINT).isEmpty();
            Optional<Manifest> found = Manifest.newest(files);
            if (found.isPresent()) {
                if (!found.get().identity().instance().equals(config.name())) {
                    throw belongsToAnother(files, config.name(), found.get());
                }
                writing = reignOf(found.get());
                return found.get();
            }
            if (isWritten) {
                throw new LogException(
                        ErrorTag.LogCorrupt,
                        "The log has segments or checkpoints but no manifest (directory=" + files.directory()
                                + "). Nothing was changed. Restore the manifest from a backup.");
            }
            if (isVacant(environment.nanos())) {
                Optional<Reign> claimed = watch.claim();
                if (claimed.isPresent() && isStillEmpty(claimed.get())) {
                    return begin(claimed.get());
                }
            } else {
                awaitRelease(BEGIN_NANOS);
            }
        }
    }

    /** Another process may have begun the log, and died, since this one found nothing; then this one joins it. */
    private boolean isStillEmpty(Reign claimed) throws IOException {
        boolean empty = false;
        try {
            empty = Manifest.newest(files).isEmpty();
        } finally {
            if (!empty) {
                claimed.close();
            }
        }
        return empty;
    }

    private Manifest begin(Reign claimed) throws IOException {
        Manifest first = new Manifest(newIdentity(config.name(), claimed.epoch(), environment), new TreeMap<>());
        try {
            files.makeNameDurable();
            first.write(files.manifest(claimed.epoch()), members.number());
        } catch (IOException | RuntimeException | Error failed) {
            claimed.close();
            throw failed;
        }
        own = claimed;
        writing = claimed;
        return first;
    }

    private ReplicaRole decideRole() throws IOException {
        if (own != null) {
            return ReplicaRole.PRIMARY;
        }
        boolean neverBegun =
                !watch.isHeld() && files.places(LogFiles.CHECKPOINT).stream().noneMatch(manifest::has);
        boolean checkpoints = config.replicated() && !neverBegun && members.takeCheckpointing();
        return checkpoints ? ReplicaRole.CHECKPOINTER : ReplicaRole.STANDBY;
    }

    @Override
    public LogIdentity identity() {
        return manifest.withEpoch(epoch()).identity();
    }

    private long epoch() {
        Reign mine = own;
        return mine == null ? manifest.epoch() : mine.epoch();
    }

    @Override
    public ReplicaRole role() {
        return role;
    }

    @Override
    public synchronized boolean isVacant(long nowNanos) {
        try {
            Manifest known = manifest;
            return watch.isVacant(known == null ? 0 : known.epoch(), nowNanos);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for the primary", files.directory(), failed);
        }
    }

    @Override
    public void awaitRelease(long nanos) {
        try {
            watch.awaitRelease(nanos);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for the primary", files.directory(), failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isPrimary() {
        return own != null;
    }

    @Override
    public synchronized boolean claim() {
        if (own != null) {
            return true;
        }
        try {
            Optional<Reign> claimed = watch.claim();
            if (claimed.isEmpty()) {
                return false;
            }
            try {
                follow(Manifest.newest(files).orElseThrow());
            } catch (IOException | RuntimeException | Error failed) {
                claimed.get().close();
                throw failed;
            }
            own = claimed.get();
            return true;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Claiming the log", files.directory(), failed);
        }
    }

    @Override
    public boolean takeCheckpointing(long nowNanos) {
        Duration after = config.checkpointerTimeout();
        try {
            return config.replicated()
                    && own == null
                    && after != null
                    && members.lacksCheckpointer(nowNanos, after.toNanos())
                    && members.takeCheckpointing();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for the checkpointer", files.directory(), failed);
        }
    }

    @Override
    public void tell(ReplicaRole present, long position) {
        members.tell(present, position);
    }

    @Override
    public long furthestStandby() {
        try {
            return members.furthestStandby();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for other replicas", files.directory(), failed);
        }
    }

    @Override
    public long durableEnd() {
        Reign of = writing;
        return of == null ? 0 : of.durableEnd();
    }

    @Override
    public void renew() {
        Reign mine = own;
        if (mine != null) {
            mine.beat();
        }
    }

    @Override
    public void checkReign() {
        Reign mine = own;
        long by = mine == null ? 0 : mine.fencedBy();
        if (by != 0) {
            throw new LogException(
                    ErrorTag.Fenced,
                    "This process was replaced as primary of \"" + config.name() + "\" by " + reigns.holder(by)
                            + ": its epoch is " + mine.epoch() + ", the present one " + by
                            + ". It had shown no sign of life for the lease of "
                            + config.lease().toMillis()
                            + " ms. It ends, and has acknowledged nothing since; start it again, and it joins as a replica.");
        }
    }

    @Override
    public Optional<StoredCheckpoint> newestCheckpoint() {
        try {
            while (true) {
                refresh();
                Optional<StoredCheckpoint> found = newestOf(manifest);
                if (found != null) {
                    return found;
                }
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading the newest checkpoint", files.directory(), failed);
        }
    }

    /** Null if the log has gone on meanwhile, or retention was quicker than the reading. */
    private Optional<StoredCheckpoint> newestOf(Manifest present) throws IOException {
        Checkpoints.Found found = checkpoints.newest(present.identity(), place -> isOf(present, place));
        if (found.checkpoint().isPresent()) {
            return found.checkpoint();
        }
        boolean none = found.unreadable() == 0;
        if (found.overtaken() || (none && refresh())) {
            return null;
        }
        if (none && present.sealed().isEmpty() && !Files.exists(openSegment(present))) {
            return Optional.empty();
        }
        throw new LogException(
                ErrorTag.CheckpointCorrupt,
                "No checkpoint of the log is whole: " + found.unreadable() + " found (instance="
                        + identity().instance() + " directory=" + files.directory()
                        + "). Nothing was changed. Restore the directory from a backup.");
    }

    /** Whether a checkpoint belongs to the log; the first one comes before its manifest does. */
    private boolean isOf(Manifest present, LogFiles.Place place) {
        Reign mine = own;
        boolean first = mine != null && !begun && place.equals(new LogFiles.Place(present.open(), mine.epoch()));
        return first || present.has(place);
    }

    private Path openSegment(Manifest present) {
        return files.segment(present.place(present.open()).orElseThrow());
    }

    @Override
    public LogReader read(long fromSegment) {
        return new FileLogReader(files, new OwnView(), fromSegment);
    }

    /** Threads that read, and the one that claims the log, may come at the same time. */
    private synchronized boolean refresh() throws IOException {
        if (own != null) {
            return false;
        }
        Reign known = writing;
        Manifest before = manifest;
        boolean mayBeOther = known == null || known.fencedBy() != 0 || known.segmentEnd() > before.open() + 1;
        if (!mayBeOther) {
            return false;
        }
        Manifest now = Manifest.newest(files).orElse(before);
        if (now.equals(before)) {
            return false;
        }
        follow(now);
        return true;
    }

    /** This is the log's manifest now, and its author's reign says how far the log goes. */
    private void follow(Manifest now) throws IOException {
        Reign known = writing;
        if (known == null || now.epoch() != manifest.epoch()) {
            writing = reignOf(now);
            if (known != null) {
                known.close();
            }
        }
        manifest = now;
    }

    private Reign reignOf(Manifest of) throws IOException {
        return environment
                .shared()
                .find(files.reign(of.epoch()))
                .map(file -> new Reign(of.epoch(), file))
                .orElse(null);
    }

    /** The log as this process's readers see it. */
    private final class OwnView implements FileLogReader.View {
        @Override
        public Manifest manifest() {
            return manifest;
        }

        @Override
        public boolean refresh() throws IOException {
            return FileLog.this.refresh();
        }

        /** What is in the system's memory only, may be gone with a machine whose shared memory was kept. */
        @Override
        public long durableEnd() {
            Reign of = writing;
            boolean believed = config.durability() == Durability.STABLE_STORAGE
                    || (of != null && of.file().isHeld());
            return believed ? FileLog.this.durableEnd() : 0;
        }

        @Override
        public long segmentEnd() {
            Reign of = writing;
            return of == null ? 0 : of.segmentEnd();
        }

        @Override
        public long bytes() {
            Reign of = writing;
            return of == null ? 0 : of.bytes();
        }

        @Override
        public boolean isTail() {
            return own != null && !begun;
        }

        @Override
        public void tailEnds(long end) {
            tailEnd = OptionalLong.of(end);
        }

        @Override
        public LogException missing(long number) {
            try {
                Manifest present = Manifest.newest(files).orElse(manifest);
                boolean newer = files.places(LogFiles.CHECKPOINT).stream()
                        .anyMatch(each -> each.number() > number && present.has(each));
                return newer
                        ? FileLogReader.behind(config.name(), number, files.directory())
                        : brokenChain("segment " + number + " is missing");
            } catch (IOException failed) {
                return LogFiles.unavailable("Listing the log's checkpoints", files.directory(), failed);
            }
        }
    }

    @Override
    public void startSegment(long number, long firstSequence) {
        Path file = files.segment(new LogFiles.Place(number, own.epoch()));
        try {
            Manifest next = manifest;
            if (writer != null) {
                writer.close();
                next = next.withSealed(writer.end(), oldest());
                writer = null;
            } else if (tailEnd.isPresent()) {
                next = next.withSealed(tailEnd.getAsLong(), oldest());
            }
            if (next.open() != number) {
                throw brokenChain("segment " + number + " is to be started, but " + next.open() + " comes next");
            }
            next = next.withEpoch(own.epoch());
            next.write(files.manifest(own.epoch()), members.number());
            checkReign();
            if (buffer == null) {
                buffer = new WriteBuffer(blockBytes);
            }
            writer = new SegmentWriter(
                    file,
                    new SegmentHeader(blockBytes, next.identity(), number, firstSequence),
                    buffer,
                    environment.background(),
                    config.durability() == Durability.STABLE_STORAGE);
            manifest = next;
            writing = own;
            own.durableEnd(firstSequence);
            own.segmentEnd(number + 1);
            if (!begun) {
                begun = true;
                deleteOlderManifests();
                reigns.deleteBefore(own.epoch() - 1);
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Starting a segment", file, failed);
        }
    }

    /** The number of the oldest segment or checkpoint; of a segment that was never written there may be only the checkpoint. */
    private long oldest() throws IOException {
        NavigableSet<LogFiles.Place> present = files.places(LogFiles.SEGMENT);
        present.addAll(files.places(LogFiles.CHECKPOINT));
        return present.isEmpty() ? manifest.open() : present.first().number();
    }

    private void deleteOlderManifests() throws IOException {
        for (long epoch : files.numbers(LogFiles.MANIFEST).headSet(own.epoch())) {
            Files.deleteIfExists(files.manifest(epoch));
        }
    }

    @Override
    public int append(byte[] bytes, int length) {
        try {
            int stored = writer.append(bytes, length);
            checkReign();
            own.bytes(writer.end());
            own.durableEnd(RecordFormat.sequence(bytes, 0) + 1);
            return stored;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Writing to the log", writer.file(), failed);
        }
    }

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        LogFiles.Place place = own != null && !begun
                ? new LogFiles.Place(number, own.epoch())
                : manifest.place(number)
                        .orElseThrow(
                                () -> brokenChain("segment " + number + ", to which a checkpoint belongs, is gone"));
        Path file = files.checkpoint(place);
        try {
            if (!config.replicated()) {
                spill.sync();
            }
            CheckpointFile.write(
                    file, members.number(), identity(), new StoredCheckpoint(number, coordinator, application));
            checkReign();
            checkpoints.retain(manifest);
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
            succession = new Succession(files.successor(), wanted, this::isReplaced);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Watching the log's directory", files.directory(), failed);
        }
    }

    private boolean isReplaced() {
        Reign mine = own;
        return mine != null && mine.fencedBy() != 0;
    }

    @Override
    public void askForSuccession() {
        try {
            Succession.ask(files.successor());
        } catch (IOException failed) {
            throw LogFiles.unavailable("Asking for the log", files.directory(), failed);
        }
    }

    @Override
    public void release() {
        Reign mine = own;
        if (mine != null) {
            mine.close();
        }
    }

    @Override
    public void close() {
        release();
        if (succession != null) {
            succession.close();
        }
        try (spill) {
            if (writer != null) {
                writer.close();
            }
        } catch (IOException unimportant) {
            LOGGER.log(System.Logger.Level.DEBUG, "closing a segment", unimportant);
        } finally {
            Reign followed = writing;
            if (followed != null) {
                followed.close();
            }
            reigns.forget();
            members.close();
        }
    }

    static LogException belongsToAnother(LogFiles files, String instance, Manifest found) {
        return new LogException(
                ErrorTag.LogMismatch,
                "The log belongs to another instance: expected \"" + instance + "\", found \""
                        + found.identity().instance() + "\" (file=" + files.manifest(found.epoch())
                        + "). Nothing was changed. Give the instance its own directory.");
    }

    /** An incarnation is the time of its making, so that a later one is greater, and random bits below. */
    private static LogIdentity newIdentity(String instance, long epoch, Environment environment) {
        RandomGenerator random = environment.random();
        long incarnation = environment.clock().millis() << 20 | random.nextInt(1 << 20);
        return new LogIdentity(instance, incarnation, random.nextInt(Integer.MAX_VALUE), epoch);
    }

    private LogException brokenChain(String what) {
        return new LogException(
                ErrorTag.LogCorrupt,
                "The log's segments don't follow each other: " + what + " (instance="
                        + identity().instance() + " directory=" + files.directory()
                        + "). Nothing was changed. Restore the missing files.");
    }
}
