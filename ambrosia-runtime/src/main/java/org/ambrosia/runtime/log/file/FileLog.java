package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
 * A log in a directory, for one of the processes that share it. What it sees of the log, and whether it may write, is told by its
 * {@link LogView}; who else is there, by {@link Members}. What is written goes through a {@link SegmentWriter}.
 */
final class FileLog implements Log {
    private static final System.Logger LOGGER = System.getLogger(FileLog.class.getName());
    /** So often in a lease's time a process looks around in the log's directory. */
    private static final int LOOKS = 4;
    /** A primary that was started since, or that its system does not tell of new files, finds the next request. */
    private static final long ASK_AGAIN_NANOS = 3_000_000_000L;

    private final LogFiles files;
    private final Environment environment;
    private final String holder;
    private final InstanceConfig config;
    private final Members members;
    private final LogView view;
    private final Checkpoints checkpoints;
    private final int blockBytes;
    private final ReplicaRole role;
    private final SpillFiles spill;

    private SegmentWriter writer;
    private WriteBuffer buffer;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long lookedNanos;
    private volatile Succession succession;
    private volatile boolean closed;
    private volatile boolean asking;
    private volatile long askedNanos;

    private FileLog(
            LogFiles files,
            InstanceConfig config,
            Environment environment,
            String holder,
            Members members,
            LogView view)
            throws IOException {
        this.holder = holder;
        this.files = files;
        this.config = config;
        this.environment = environment;
        this.members = members;
        this.lookedNanos = environment.nanos();
        this.view = view;
        this.checkpoints = new Checkpoints(files, config.checkpointsKept());
        this.blockBytes = WriteMode.blockBytes(files.directory());
        this.role = decideRole();
        this.spill = new SpillFiles(files, members.number(), this::isAbandoned, environment.random());
    }

    static FileLog join(InstanceConfig config, Environment environment) {
        LogFiles files = new LogFiles(config.logDirectory().resolve(config.name()));
        String holder = "replica " + config.replica() + ", process " + environment.pid();
        Members members = null;
        LogView view = null;
        try {
            files.makeDirectory();
            NetworkFileSystems.check(environment.shared().fileSystem(files.directory()), files, config);
            members = Members.join(files, environment, holder, config.replica(), !config.replicated())
                    .orElseThrow(() -> inUse(files, config));
            files.deleteUnfinished(members.number());
            LogPlace.check(files, environment.shared().machine(), members.number(), config);
            view = new LogView(files, config, environment, holder, members);
            if (!config.replicated() && isInUseForEver(view, config)) {
                throw inUse(files, config);
            }
            return new FileLog(files, config, environment, holder, members, view);
        } catch (IOException failed) {
            close(view, members);
            throw LogFiles.unavailable("Opening the log", files.directory(), failed);
        } catch (RuntimeException | Error failed) {
            close(view, members);
            throw failed;
        }
    }

    private static void close(LogView view, Members members) {
        if (view != null) {
            view.close();
        }
        if (members != null) {
            members.close();
        }
    }

    static FileLog open(InstanceConfig config, Environment environment) {
        FileLog log = join(config, environment);
        try {
            if (!log.isPrimary() && (!log.isVacant(environment.nanos()) || !log.claim())) {
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
            return view.own() != null && !config.replicated() && !members.isPresent(author);
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Whether another process has the log that is not to be asked for it; in this one it is there by mistake. */
    private static boolean isInUseForEver(LogView view, InstanceConfig config) throws IOException {
        if (view.isPrimary() || !view.isHeld()) {
            return false;
        }
        return !config.takesOver() || view.isHeldInThisProcess();
    }

    static LogException inUse(LogFiles files, InstanceConfig config) {
        return new LogException(
                ErrorTag.LogInUse,
                "The log is in use by a running "
                        + (config.replicated() ? "replica " + config.replica() + " of this instance" : "instance")
                        + " (directory=" + files.directory()
                        + "). Stop it first, or give this instance another name or log directory.");
    }

    private ReplicaRole decideRole() throws IOException {
        if (view.isPrimary()) {
            return ReplicaRole.PRIMARY;
        }
        boolean neverBegun =
                !view.isHeld() && files.places(LogFiles.CHECKPOINT).stream().noneMatch(view.manifest()::has);
        boolean checkpointing = config.replicated() && !neverBegun && members.takeCheckpointing();
        return checkpointing ? ReplicaRole.CHECKPOINTER : ReplicaRole.STANDBY;
    }

    @Override
    public LogIdentity identity() {
        return view.identity();
    }

    @Override
    public ReplicaRole role() {
        return role;
    }

    @Override
    public boolean isVacant(long nowNanos) {
        try {
            boolean vacant = view.isVacant(nowNanos);
            if (asking && !vacant && nowNanos - askedNanos > ASK_AGAIN_NANOS) {
                askForSuccession();
            }
            return vacant;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for the primary", files.directory(), failed);
        }
    }

    @Override
    public void awaitRelease(long nanos) {
        try {
            view.awaitRelease(nanos);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for the primary", files.directory(), failed);
        }
    }

    @Override
    public boolean isPrimary() {
        return view.isPrimary();
    }

    @Override
    public boolean claim() {
        try {
            return view.claim();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Claiming the log", files.directory(), failed);
        }
    }

    @Override
    public boolean takeCheckpointing(long nowNanos) {
        Duration after = config.checkpointerTimeout();
        try {
            return config.replicated()
                    && view.own() == null
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
        return view.saidDurable();
    }

    @Override
    public void renew() {
        Reign mine = view.own();
        if (mine != null) {
            mine.beat();
        }
        if (environment.nanos() - lookedNanos >= config.lease().toNanos() / LOOKS
                && looking.compareAndSet(false, true)) {
            lookedNanos = environment.nanos();
            environment.background().execute(this::lookAround);
        }
    }

    /** What takes longer than a moment, on a slow file system, so that it is done beside everything else. */
    private void lookAround() {
        try {
            if (closed) {
                return;
            }
            view.lookAround();
            Succession present = succession;
            if (present != null) {
                present.look();
            }
        } catch (IOException failed) {
            LOGGER.log(System.Logger.Level.DEBUG, "looking around in a log's directory", failed);
        } finally {
            looking.set(false);
        }
    }

    @Override
    public void checkReign() {
        view.checkReign();
    }

    @Override
    public Optional<StoredCheckpoint> newestCheckpoint() {
        try {
            while (true) {
                view.refresh();
                Optional<StoredCheckpoint> found = newestOf(view.manifest());
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
        Checkpoints.Found found = checkpoints.newest(present.identity(), place -> view.has(present, place));
        if (found.checkpoint().isPresent()) {
            return found.checkpoint();
        }
        boolean none = found.unreadable() == 0;
        if (found.overtaken() || (none && view.readAgain())) {
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

    private Path openSegment(Manifest present) {
        return files.segment(present.place(present.open()).orElseThrow());
    }

    @Override
    public LogReader read(long fromSegment) {
        return new FileLogReader(files, view, fromSegment);
    }

    @Override
    public void startSegment(long number, long firstSequence) {
        Reign own = view.own();
        Path file = files.segment(new LogFiles.Place(number, own.number()));
        try {
            Manifest next = view.manifest();
            if (writer != null) {
                writer.close();
                next = next.withSealed(writer.end(), oldest());
                writer = null;
            } else if (view.tailEnd().isPresent()) {
                next = next.withSealed(view.tailEnd().getAsLong(), oldest());
            }
            if (next.open() != number) {
                throw view.brokenChain("segment " + number + " is to be started, but " + next.open() + " comes next");
            }
            next = next.writtenBy(own.number(), identity().epoch());
            next.write(files.manifest(own.number()), members.number());
            checkReign();
            if (buffer == null) {
                buffer = new WriteBuffer(blockBytes);
            }
            writer = new SegmentWriter(
                    file,
                    new SegmentHeader(blockBytes, next.identity(), next.reign(), number, firstSequence),
                    buffer,
                    environment.background(),
                    config.durability() == Durability.STABLE_STORAGE,
                    System.getProperty("os.name"));
            view.begins(next, number, firstSequence);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Starting a segment", file, failed);
        }
    }

    /** The number of the oldest segment or checkpoint; of a segment that was never written there may be only the checkpoint. */
    private long oldest() throws IOException {
        NavigableSet<LogFiles.Place> present = files.places(LogFiles.SEGMENT);
        present.addAll(files.places(LogFiles.CHECKPOINT));
        return present.isEmpty() ? view.manifest().open() : present.first().number();
    }

    @Override
    public int append(byte[] bytes, int length) {
        try {
            int stored = writer.append(bytes, length);
            checkReign();
            Reign own = view.own();
            own.bytes(writer.end());
            own.durableEnd(RecordFormat.sequence(bytes, 0) + 1);
            return stored;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Writing to the log", writer.file(), failed);
        }
    }

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        Manifest present = view.manifest();
        LogFiles.Place place = view.isTail()
                ? new LogFiles.Place(number, view.own().number())
                : present.place(number)
                        .orElseThrow(() ->
                                view.brokenChain("segment " + number + ", to which a checkpoint belongs, is gone"));
        Path file = files.checkpoint(place);
        try {
            if (!config.replicated()) {
                spill.sync();
            }
            CheckpointFile.write(
                    file, members.number(), identity(), new StoredCheckpoint(number, coordinator, application));
            checkReign();
            checkpoints.retain(view.manifest());
        } catch (IOException failed) {
            if (number == 0) {
                throw LogFiles.unavailable("Storing the first checkpoint", file, failed);
            }
            throw LogFiles.unavailable("Storing a checkpoint", file, failed, "Make room or restore access.");
        }
    }

    @Override
    public SpillStore spill() {
        return spill;
    }

    @Override
    public void onSuccessor(Consumer<String> wanted) {
        try {
            succession = new Succession(files, environment.shared(), members.number(), wanted, view::isReplaced);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Watching the log's directory", files.directory(), failed);
        }
    }

    @Override
    public void askForSuccession() {
        askedNanos = environment.nanos();
        asking = true;
        try {
            Succession.ask(files, members, holder);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Asking for the log", files.directory(), failed);
        }
    }

    @Override
    public void release() {
        view.release();
    }

    @Override
    public void close() {
        closed = true;
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
            close(view, members);
        }
    }
}
