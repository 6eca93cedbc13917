package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredRecord;

/**
 * Reads a log from segment to segment. Of a segment that has ended, it reads what is before its
 * end. Of the one that a primary writes, it reads what that primary reports as durable. When no
 * process writes, because this one is to be the next writer, it reads up to the last whole record.
 */
final class FileLogReader implements LogReader {
    private static final System.Logger LOGGER = System.getLogger(FileLogReader.class.getName());

    private final LogFiles files;
    private final View view;
    private long segment;
    private LogFiles.Place place;
    private SegmentReader current;
    private long nextSequence = -1;
    private OptionalLong tailEnd = OptionalLong.empty();
    private boolean tailDurable;

    /** Creates a reader of the records from this segment on. */
    FileLogReader(LogFiles files, View view, long fromSegment) {
        this.files = files;
        this.view = view;
        this.segment = fromSegment;
    }

    /** The present knowledge of the log's segments. */
    interface View {
        /** Returns the manifest as it was read last. */
        Manifest manifest();

        /** Reads the manifest again if there may be another. Returns whether there was. */
        boolean refresh() throws IOException;

        /**
         * Returns the sequence id after the last record that the manifest's primary has made
         * durable.
         */
        long durableEnd();

        /** Returns the number after the segment that the manifest's primary writes. */
        long segmentEnd();

        /**
         * Returns whether the header of this segment, and what is before it, is known to have been
         * on stable storage.
         */
        boolean hasBegun(LogFiles.Place segment);

        /** Returns where the open segment ends, in bytes. */
        long bytes();

        /** Returns whether no process writes until this one does. */
        boolean isTail();

        /**
         * Receives the end of the open segment. No process can have written beyond it, and
         * everything before it is on stable storage.
         */
        void tailEnds(long end);

        /** Returns the error for a segment that is not there. */
        LogException missing(long number);
    }

    @Override
    public StoredRecord next() {
        try {
            while (true) {
                Manifest manifest = view.manifest();
                Manifest.Seal seal = manifest.sealed().get(segment);
                if (seal == null && segment != manifest.open()) {
                    throw view.missing(segment);
                }
                StoredRecord record;
                if (seal != null) {
                    record = nextSealed(manifest, seal);
                    if (record == null) {
                        close();
                        segment++;
                        continue;
                    }
                } else if (view.isTail()) {
                    record = nextOfTail(manifest);
                } else {
                    record = nextDurable(manifest);
                    if (record == null && view.refresh()) {
                        continue;
                    }
                }
                if (record != null) {
                    nextSequence = record.sequence() + 1;
                    return record;
                }
                return null;
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading the log", files.directory(), failed);
        }
    }

    private StoredRecord nextSealed(Manifest manifest, Manifest.Seal seal) throws IOException {
        if (seal.end() == 0) {
            return null;
        }
        if (!open(manifest, seal.end())) {
            throw view.missing(segment);
        }
        current.sealedAt(seal.end());
        return current.next();
    }

    /**
     * Reads the next record at the log's tail. A primary that was replaced may still be in the
     * middle of a write, so that damage is looked at twice.
     */
    private StoredRecord nextOfTail(Manifest manifest) throws IOException {
        if (tailEnd.isPresent()) {
            return null;
        }
        // Looked at first: the previous primary may stand still while it creates the file, and go
        // on meanwhile.
        boolean wasMade = view.segmentEnd() > segment;
        boolean hasBegun = view.hasBegun(manifest.place(segment).orElseThrow());
        if (!open(manifest, -1)) {
            if (wasMade) {
                throw view.missing(segment);
            }
            tailEnds(0, 0);
            return null;
        }
        if (!tailDurable) {
            makeDurable(files.segment(place));
            tailDurable = true;
        }
        StoredRecord record = current.nextOfTail();
        if (record == null) {
            makeDurable(files.segment(place));
            if (current.firstSequence() < 0 && hasBegun) {
                throw current.damaged("its header can't be read, and was on stable storage");
            }
            checkNothingDurableIsMissing();
            tailEnds(current.end(), current.cutBytes());
        }
        return record;
    }

    /**
     * Checks the reported end. If the previous primary reported more as durable than can be read,
     * the log has been damaged.
     */
    private void checkNothingDurableIsMissing() {
        if (nextSequence >= 0 && nextSequence < view.durableEnd()) {
            throw new LogException(
                    ErrorTag.LOG_CORRUPT,
                    "The log ends too early: records up to " + (view.durableEnd() - 1)
                            + " were on stable storage, found up to " + (nextSequence - 1) + " (instance="
                            + view.manifest().identity().instance() + " file=" + files.segment(place) + " offset="
                            + current.end() + "). Nothing was changed. Restore the file from a backup.");
        }
    }

    private StoredRecord nextDurable(Manifest manifest) throws IOException {
        long durableEnd = view.durableEnd();
        long segmentEnd = view.segmentEnd();
        if (segmentEnd <= segment || (nextSequence >= 0 && nextSequence >= durableEnd)) {
            return null;
        }
        if (segmentEnd > segment + 1) {
            // The primary is further; its manifest contains the end of this segment.
            return null;
        }
        if (!open(manifest, -1)) {
            throw view.missing(segment);
        }
        return nextSequence >= durableEnd ? null : current.nextOfGrowing();
    }

    /** Opens the segment unless it is open; returns whether it is there. */
    private boolean open(Manifest manifest, long sealedEnd) throws IOException {
        LogFiles.Place wanted = manifest.place(segment).orElseThrow();
        if (current != null && wanted.equals(place)) {
            return true;
        }
        close();
        try {
            current = new SegmentReader(files.segment(wanted), manifest.identity(), wanted, sealedEnd);
        } catch (NoSuchFileException none) {
            return false;
        }
        place = wanted;
        if (nextSequence < 0) {
            nextSequence = current.firstSequence();
        }
        return true;
    }

    private void tailEnds(long end, long cut) {
        tailEnd = OptionalLong.of(end);
        if (cut > 0) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "Cut " + cut + " bytes of a record that was never finished, and never acknowledged (instance="
                            + view.manifest().identity().instance() + " file=" + files.segment(place) + " offset=" + end
                            + ")");
        }
        view.tailEnds(end);
    }

    /**
     * Syncs the file. The last writer may have ended in the middle of a write: what it wrote can be
     * read, but may be in the page cache only. No process may act on that before it is on stable
     * storage. At the log's end the same is true of what a replaced writer has written meanwhile.
     */
    private void makeDurable(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        LogFiles.syncDirectory(files.directory().toAbsolutePath());
    }

    @Override
    public long bytesBehind() {
        Manifest manifest = view.manifest();
        long at = current == null ? 0 : current.end();
        long behind = -at;
        for (Manifest.Seal each : manifest.sealed().tailMap(segment).values()) {
            behind += each.end();
        }
        return Math.max(0, view.segmentEnd() == manifest.open() + 1 ? behind + view.bytes() : behind);
    }

    @Override
    public boolean atEnd() {
        return tailEnd.isPresent();
    }

    @Override
    public long nextSegment() {
        return segment + 1;
    }

    @Override
    public void close() {
        if (current != null) {
            try {
                current.close();
            } catch (IOException unimportant) {
                LOGGER.log(System.Logger.Level.DEBUG, "closing a segment", unimportant);
            }
            current = null;
        }
    }

    static LogException behind(String instance, long segment, Path directory) {
        return new LogException(
                ErrorTag.LOG_BEHIND,
                "Segment " + segment + " of the log was deleted before it was read (instance=" + instance
                        + " directory=" + directory + "). The replica starts again from the newest checkpoint.");
    }
}
