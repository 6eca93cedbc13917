package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.log.Checkpoints;
import org.ambrosia.runtime.log.StoredCheckpoint;

/**
 * The checkpoints of a log, each a file. This class decides which one is read, and how long
 * checkpoints and the segments after them are kept.
 */
final class FileCheckpoints implements Checkpoints {
    private static final System.Logger LOGGER = System.getLogger(FileCheckpoints.class.getName());

    private final LogFiles files;
    private final LogView view;
    private final int author;
    private final int kept;
    private final SpillFiles spill;
    /** The checkpoints that were found damaged; they do not count among the kept ones. */
    private final Set<LogFiles.Place> damaged = ConcurrentHashMap.newKeySet();

    /**
     * Creates the checkpoints of a log.
     *
     * @param author as {@link LogFiles#publish}
     * @param kept how many are kept
     * @param spill what checkpoints may refer to
     */
    FileCheckpoints(LogFiles files, LogView view, int author, int kept, SpillFiles spill) {
        this.files = files;
        this.view = view;
        this.author = author;
        this.kept = kept;
        this.spill = spill;
    }

    @Override
    public Optional<StoredCheckpoint> newest() {
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

    /** Returns null if the log has gone on meanwhile, or retention was quicker than the reading. */
    private Optional<StoredCheckpoint> newestOf(Manifest present) throws IOException {
        Found found = look(present);
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
                ErrorTag.CHECKPOINT_CORRUPT,
                "No checkpoint of the log is whole: " + found.unreadable() + " found (instance="
                        + present.identity().instance() + " directory=" + files.directory()
                        + "). Nothing was changed. Restore the directory from a backup.");
    }

    private Path openSegment(Manifest present) {
        return files.segment(present.place(present.open()).orElseThrow());
    }

    /**
     * The result of a search for the newest checkpoint.
     *
     * @param checkpoint the newest that is whole; empty if none is
     * @param unreadable how many newer ones are damaged
     * @param overtaken whether one was deleted before it was read, so that there are newer ones now
     */
    private record Found(Optional<StoredCheckpoint> checkpoint, int unreadable, boolean overtaken) {}

    private Found look(Manifest present) throws IOException {
        int unreadable = 0;
        List<LogFiles.Place> newestFirst = files.places(LogFiles.CHECKPOINT).descendingSet().stream()
                .filter(place -> view.has(present, place))
                .toList();
        for (LogFiles.Place place : newestFirst) {
            Path file = files.checkpoint(place);
            try {
                StoredCheckpoint opened = CheckpointFile.open(file, present.identity(), place.number());
                return new Found(Optional.of(opened), unreadable, false);
            } catch (NoSuchFileException deleted) {
                return new Found(Optional.empty(), unreadable, true);
            } catch (MalformedDataException damage) {
                if (damage.tag() == ErrorTag.UNSUPPORTED_FORMAT) {
                    throw unsupported(damage, file);
                }
                unreadable++;
                if (damaged.add(place)) {
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            damage.getMessage() + " (file=" + file + "). "
                                    + (unreadable < newestFirst.size()
                                            ? "The one before is looked for. Look after the disk."
                                            : "There is none before it."));
                }
            }
        }
        return new Found(Optional.empty(), unreadable, false);
    }

    /**
     * Returns the error for a file of a later format, which is not damaged. The checkpoint before
     * it may be as old as retention permits, and going back to that is not ours to decide.
     */
    static LogException unsupported(MalformedDataException why, Path file) {
        String text = why.getMessage().substring(why.getMessage().indexOf(' ') + 1);
        return new LogException(ErrorTag.UNSUPPORTED_FORMAT, text + " Nothing was changed (file=" + file + ").", why);
    }

    @Override
    public Draft begin(long segment) {
        Manifest present = view.manifest();
        LogFiles.Place place = view.isTail()
                ? new LogFiles.Place(segment, view.own().number())
                : present.place(segment)
                        .orElseThrow(() ->
                                view.brokenChain("segment " + segment + ", to which a checkpoint belongs, is gone"));
        Path file = files.checkpoint(place);
        try {
            if (spill.isShared()) {
                spill.sync();
            }
            return new FileDraft(segment, new CheckpointDraft(file, author, view.identity(), segment));
        } catch (IOException failed) {
            throw storing(segment, file, failed);
        }
    }

    private static LogException storing(long segment, Path file, IOException failed) {
        return segment == 0
                ? LogFiles.unavailable("Storing the first checkpoint", file, failed)
                : LogFiles.unavailable("Storing a checkpoint", file, failed, "Make room or restore access.");
    }

    /**
     * Deletes the checkpoints and segments that are older than the checkpoints to be kept, if this
     * is still the log's manifest. A process that was replaced, and does not know it yet, may come
     * here with its old manifest. Only its successor decides what the successor needs.
     */
    @Override
    public void retain() {
        try {
            retain(view.manifest());
        } catch (IOException failed) {
            throw LogFiles.unavailable(
                    "Deleting old checkpoints", files.directory(), failed, "Make room or restore access.");
        }
    }

    void retain(Manifest present) throws IOException {
        if (Manifest.newest(files)
                .filter(newest -> newest.reign() == present.reign())
                .isEmpty()) {
            return;
        }
        List<LogFiles.Place> newestFirst = files.places(LogFiles.CHECKPOINT).descendingSet().stream()
                .filter(each -> present.has(each) && !damaged.contains(each))
                .toList();
        if (newestFirst.size() <= kept) {
            return;
        }
        long oldestKept = newestFirst.get(kept - 1).number();
        for (LogFiles.Place each : files.places(LogFiles.CHECKPOINT)) {
            if (each.number() < oldestKept) {
                LogFiles.deleteUnneeded(files.checkpoint(each));
            }
        }
        for (LogFiles.Place each : files.places(LogFiles.SEGMENT)) {
            if (each.number() < oldestKept) {
                LogFiles.deleteUnneeded(files.segment(each));
            }
        }
    }

    /** A draft whose errors state whether the first checkpoint could not be stored. */
    private final class FileDraft implements Draft {
        private final long segment;
        private final CheckpointDraft draft;

        FileDraft(long segment, CheckpointDraft draft) {
            this.segment = segment;
            this.draft = draft;
        }

        @Override
        public OutputStream coordinator() {
            return draft.coordinator();
        }

        @Override
        public OutputStream application() {
            return draft.application();
        }

        @Override
        public void publish() {
            try {
                draft.publish();
            } catch (IOException failed) {
                throw storing(segment, draft.file(), failed);
            }
            view.checkReign();
        }

        @Override
        public void close() {
            try {
                draft.close();
            } catch (IOException failed) {
                LOGGER.log(System.Logger.Level.DEBUG, "ending a checkpoint that is not stored", failed);
            }
        }
    }
}
