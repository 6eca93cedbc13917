package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.ambrosia.runtime.api.ReplicaRole;

/** The processes that share a log at the moment, each by a file that it holds, and which of them takes the checkpoints. */
final class Members implements AutoCloseable {
    private static final int STANDBY = 0;
    private static final int POSITION = 1;

    private final LogFiles files;
    private final SharedFiles shared;
    private final String holder;
    private final int number;
    private final SharedFile self;
    private SharedFile checkpointing;
    private long freeSinceNanos;
    private boolean seenFree;

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
    static Optional<Members> join(LogFiles files, SharedFiles shared, String holder, int number, boolean orNext)
            throws IOException {
        int tried = number;
        Optional<SharedFile> self = shared.hold(files.member(tried), holder);
        while (self.isEmpty() && orNext) {
            self = shared.hold(files.member(++tried), holder);
        }
        int held = tried;
        return self.map(file -> new Members(files, shared, holder, held, file));
    }

    /** The number of this process, which no other has at the moment. */
    int number() {
        return number;
    }

    /** Who takes the checkpoints from now on is this process, if nobody does. Returns whether it is. */
    boolean takeCheckpointing() throws IOException {
        checkpointing = shared.hold(files.checkpointing(), holder).orElse(null);
        return checkpointing != null;
    }

    /** Whether nobody has taken checkpoints for so long, as often as this was asked, and another standby than this process is there. */
    boolean lacksCheckpointer(long nowNanos, long afterNanos) throws IOException {
        if (isHeld(files.checkpointing())) {
            seenFree = false;
            return false;
        }
        if (!seenFree) {
            seenFree = true;
            freeSinceNanos = nowNanos;
        }
        return nowNanos - freeSinceNanos >= afterNanos && standbysBesides() > 0;
    }

    /** Says what this process is, and how far its application has come. */
    void tell(ReplicaRole role, long position) {
        self.word(POSITION, position);
        self.word(STANDBY, role == ReplicaRole.STANDBY ? 1 : 0);
    }

    /** How far the furthest of the other standbys has come; -1 if there is none. */
    long furthestStandby() throws IOException {
        long furthest = -1;
        for (long each : files.numbers(LogFiles.MEMBER)) {
            Optional<SharedFile> found = each == number ? Optional.empty() : shared.find(files.member(each));
            if (found.isPresent()) {
                try (SharedFile other = found.get()) {
                    if (isStandby(other)) {
                        furthest = Math.max(furthest, other.word(POSITION));
                    }
                }
            }
        }
        return furthest;
    }

    private long standbysBesides() throws IOException {
        long count = 0;
        for (long each : files.numbers(LogFiles.MEMBER)) {
            Optional<SharedFile> found = each == number ? Optional.empty() : shared.find(files.member(each));
            if (found.isPresent()) {
                try (SharedFile other = found.get()) {
                    count += isStandby(other) ? 1 : 0;
                }
            }
        }
        return count;
    }

    private static boolean isStandby(SharedFile other) {
        return other.word(STANDBY) == 1 && other.isHeld();
    }

    /** Whether a process with this number is there. */
    boolean isPresent(long other) throws IOException {
        return isHeld(files.member(other));
    }

    private boolean isHeld(Path file) throws IOException {
        Optional<SharedFile> found = shared.find(file);
        if (found.isEmpty()) {
            return false;
        }
        try (SharedFile there = found.get()) {
            return there.isHeld();
        }
    }

    @Override
    public void close() {
        if (checkpointing != null) {
            checkpointing.close();
        }
        self.close();
    }
}
