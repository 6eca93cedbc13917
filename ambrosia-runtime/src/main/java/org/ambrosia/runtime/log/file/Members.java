package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.ambrosia.runtime.api.ReplicaRole;

/**
 * The processes that share a log at the moment, each with a file that it holds. This class also
 * knows which of them takes the checkpoints.
 */
final class Members implements AutoCloseable {
    /** The first number after those of all replicas, for processes that only ask for something. */
    static final int FIRST_ASKING = 1 << 12;

    private static final int STANDBY = 0;
    private static final int POSITION = 1;
    private static final int REIGN = 2;
    private static final int TOKEN = 3;
    private static final int BEAT = 4;
    private static final long LOOK_NANOS = 1_000_000L;

    private final LogFiles files;
    private final SharedFiles shared;
    private final String holder;
    private final int number;
    private final SharedFile self;
    private volatile SharedFile checkpointing;
    private long freeSinceNanos;
    private boolean seenFree;
    /**
     * The files of other processes that live. Once closed, they would stay in memory until the
     * collector finds them.
     */
    private final Map<Path, SharedFile> others = new HashMap<>();

    private Members(LogFiles files, SharedFiles shared, String holder, int number, SharedFile self) {
        this.files = files;
        this.shared = shared;
        this.holder = holder;
        this.number = number;
        this.self = self;
    }

    /**
     * Joins.
     *
     * @param number the replica's number
     * @param orNext whether another number will do
     * @return empty if the number is taken
     */
    static Optional<Members> join(LogFiles files, Environment environment, String holder, int number, boolean orNext)
            throws IOException {
        SharedFiles shared = environment.shared();
        int tried = number;
        Optional<SharedFile> self = shared.hold(files.member(tried), holder);
        while (self.isEmpty() && orNext) {
            self = shared.hold(files.member(++tried), holder);
        }
        int held = tried;
        self.ifPresent(file -> file.word(TOKEN, environment.random().nextLong() | 1));
        return self.map(file -> new Members(files, shared, holder, held, file));
    }

    /** Returns the number of this process, which no other has at the moment. */
    int number() {
        return number;
    }

    /** Returns the token that distinguishes this process from those that had its number before. */
    long token() {
        return self.word(TOKEN);
    }

    /** Returns whether the process with this number and this token is there. */
    static boolean isThere(LogFiles files, SharedFiles shared, int number, long token) throws IOException {
        Optional<SharedFile> found = shared.find(files.member(number));
        if (found.isEmpty()) {
            return false;
        }
        try (SharedFile file = found.get()) {
            return file.isHeld() && file.word(TOKEN) == token;
        }
    }

    /**
     * Makes this process the one that takes the checkpoints, if there is none. Returns whether it
     * is.
     */
    boolean takeCheckpointing() throws IOException {
        checkpointing = shared.hold(files.checkpointing(), holder).orElse(null);
        return checkpointing != null;
    }

    /**
     * Returns whether no process has taken checkpoints for this long, as far as calls of this
     * method saw, and there is a standby other than this process.
     */
    synchronized boolean lacksCheckpointer(long nowNanos, long afterNanos) throws IOException {
        if (held(files.checkpointing()).isPresent()) {
            seenFree = false;
            return false;
        }
        if (!seenFree) {
            seenFree = true;
            freeSinceNanos = nowNanos;
        }
        return nowNanos - freeSinceNanos >= afterNanos && !standbysBesides().isEmpty();
    }

    /** Publishes what this process is, and how far its application has come. */
    void tell(ReplicaRole role, long position) {
        self.word(POSITION, position);
        self.word(STANDBY, role == ReplicaRole.STANDBY ? 1 : 0);
        self.word(BEAT, self.word(BEAT) + 1);
    }

    /**
     * Takes again what the system may have released. Returns false if another process has this
     * one's number, or role, now.
     */
    boolean renew() throws IOException {
        SharedFile role = checkpointing;
        return self.renew() && (role == null || role.renew());
    }

    /** Publishes that this process is the primary in this reign. */
    void reigns(long reign) {
        self.word(REIGN, reign);
    }

    /** Returns whether another process lives that is the primary in this reign. */
    synchronized boolean isPrimaryThere(long reign) throws IOException {
        for (long each : files.numbers(LogFiles.MEMBER)) {
            if (each != number
                    && held(files.member(each))
                            .filter(other -> other.word(REIGN) == reign)
                            .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Returns how far the furthest of the other standbys has come; -1 if there is none. */
    synchronized long furthestStandby() throws IOException {
        long furthest = -1;
        for (SharedFile each : standbysBesides()) {
            furthest = Math.max(furthest, each.word(POSITION));
        }
        return furthest;
    }

    /**
     * Waits until another standby shows that it does not hang, up to this time. Returns whether one
     * did.
     */
    boolean isStandbyAwake(long nanos, LongSupplier nanoTime) throws IOException {
        long deadline = nanoTime.getAsLong() + nanos;
        Map<SharedFile, Long> seen = new HashMap<>();
        while (nanoTime.getAsLong() - deadline < 0) {
            synchronized (this) {
                for (SharedFile each : standbysBesides()) {
                    long beat = each.word(BEAT);
                    Long before = seen.putIfAbsent(each, beat);
                    if (before != null && before != beat) {
                        return true;
                    }
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    /** Returns whether a process lives that is a replica, and does not only ask for something. */
    synchronized boolean isReplicaThere() throws IOException {
        for (long each : files.numbers(LogFiles.MEMBER).headSet((long) FIRST_ASKING)) {
            if (held(files.member(each)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private List<SharedFile> standbysBesides() throws IOException {
        List<SharedFile> standbys = new ArrayList<>();
        for (long each : files.numbers(LogFiles.MEMBER)) {
            if (each != number) {
                held(files.member(each))
                        .filter(other -> other.word(STANDBY) == 1)
                        .ifPresent(standbys::add);
            }
        }
        return standbys;
    }

    /** Returns whether a process with this number is there. */
    synchronized boolean isPresent(long other) throws IOException {
        return held(files.member(other)).isPresent();
    }

    /**
     * Returns another process's file if that process lives; the file stays open until the process
     * ends.
     */
    private Optional<SharedFile> held(Path file) throws IOException {
        SharedFile known = others.get(file);
        if (known != null && known.isHeld()) {
            return Optional.of(known);
        }
        if (known != null) {
            others.remove(file).close();
        }
        Optional<SharedFile> found = shared.find(file);
        if (found.isPresent() && !found.get().isHeld()) {
            found.get().close();
            return Optional.empty();
        }
        found.ifPresent(each -> others.put(file, each));
        return found;
    }

    @Override
    public synchronized void close() {
        others.values().forEach(SharedFile::close);
        others.clear();
        if (checkpointing != null) {
            checkpointing.close();
        }
        self.close();
    }
}
