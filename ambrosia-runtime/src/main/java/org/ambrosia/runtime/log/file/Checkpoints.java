package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.StoredCheckpoint;

/** The checkpoints of a log: which one is read, and how long they, and the segments behind them, are kept. */
final class Checkpoints {
    private static final System.Logger LOGGER = System.getLogger(Checkpoints.class.getName());

    private final LogFiles files;
    private final int kept;
    /** Those that were found damaged, which do not count among the kept ones. */
    private final Set<LogFiles.Place> damaged = ConcurrentHashMap.newKeySet();

    /**
     * Makes the checkpoints of a log.
     *
     * @param kept how many are kept
     */
    Checkpoints(LogFiles files, int kept) {
        this.files = files;
        this.kept = kept;
    }

    /**
     * What looking for the newest one has found.
     *
     * @param checkpoint the newest that is whole; empty if none is
     * @param unreadable how many newer ones are damaged
     * @param overtaken whether one was deleted while it was to be read, so that there are newer ones now
     */
    record Found(Optional<StoredCheckpoint> checkpoint, int unreadable, boolean overtaken) {}

    /**
     * Reads the newest one that is whole.
     *
     * @param belongs whether a checkpoint belongs to the log
     */
    Found newest(LogIdentity identity, Predicate<LogFiles.Place> belongs) throws IOException {
        int unreadable = 0;
        List<LogFiles.Place> newestFirst = files.places(LogFiles.CHECKPOINT).descendingSet().stream()
                .filter(belongs)
                .toList();
        for (LogFiles.Place place : newestFirst) {
            Path file = files.checkpoint(place);
            try {
                StoredCheckpoint read = CheckpointFile.read(file, identity, place.number());
                return new Found(Optional.of(read), unreadable, false);
            } catch (NoSuchFileException deleted) {
                return new Found(Optional.empty(), unreadable, true);
            } catch (ProtocolException damage) {
                if (damage.tag() == ErrorTag.UnsupportedFormat) {
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

    /** It is not damaged, and the one before it may be as old as retention lets it be: going back to that is not ours to decide. */
    static LogException unsupported(ProtocolException why, Path file) {
        String text = why.getMessage().substring(why.getMessage().indexOf(' ') + 1);
        return new LogException(ErrorTag.UnsupportedFormat, text + " Nothing was changed (file=" + file + ").", why);
    }

    /**
     * Deletes the checkpoints and segments that are older than the checkpoints to be kept, if this is the log's manifest still. A process
     * that was replaced and does not know it yet may come here with its old one: what its successor needs is the successor's to decide.
     */
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
}
