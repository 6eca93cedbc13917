package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredRecord;

/** Reads segment after segment. */
final class FileLogReader implements LogReader {
    private static final System.Logger LOGGER = System.getLogger(FileLogReader.class.getName());

    private final LogFiles files;
    private final LogIdentity identity;
    private final SortedMap<Long, Long> sealedEnds;
    private final Deque<Long> ahead;
    private long segment;
    private SegmentReader current;
    private OptionalLong unsealedEnd = OptionalLong.empty();
    private long cutBytes;

    /**
     * Makes a reader.
     *
     * @param sealedEnds the segments to read, with their sealed ends, -1 for one that was not sealed
     * @param from the number of the first segment
     */
    FileLogReader(LogFiles files, LogIdentity identity, SortedMap<Long, Long> sealedEnds, long from) {
        this.files = files;
        this.identity = identity;
        this.sealedEnds = sealedEnds;
        this.ahead = new ArrayDeque<>(sealedEnds.keySet());
        this.segment = from - 1;
    }

    @Override
    public StoredRecord next() {
        while (true) {
            try {
                if (current == null && !openNext()) {
                    return null;
                }
                StoredRecord record = current.next();
                if (record != null) {
                    return record;
                }
                finish();
            } catch (IOException failed) {
                throw LogFiles.unavailable("Reading the log", files.segment(segment), failed);
            }
        }
    }

    @Override
    public long nextSegment() {
        return segment + 1;
    }

    @Override
    public long cutBytes() {
        return cutBytes;
    }

    /** The number of the segment that was read last. */
    long lastSegment() {
        return segment;
    }

    /** Where the last segment ends if it was not sealed yet and was read to its end. */
    OptionalLong unsealedEnd() {
        return unsealedEnd;
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

    private boolean openNext() throws IOException {
        if (ahead.isEmpty()) {
            return false;
        }
        segment = ahead.poll();
        if (sealedEnds.get(segment) < 0) {
            makeDurable(files.segment(segment));
        }
        current = new SegmentReader(files.segment(segment), identity, segment, sealedEnds.get(segment));
        return true;
    }

    /**
     * The last writer may have ended in the middle of a write: what it wrote can be read, but may be in the page cache only.
     * It must not be acted on before it is on stable storage.
     */
    private void makeDurable(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        LogFiles.syncDirectory(files.directory().toAbsolutePath());
    }

    private void finish() {
        if (sealedEnds.get(segment) < 0) {
            unsealedEnd = OptionalLong.of(current.end());
            cutBytes = current.cutBytes();
            if (cutBytes > 0) {
                Path file = files.segment(segment);
                LOGGER.log(
                        System.Logger.Level.INFO,
                        "Cut " + cutBytes
                                + " bytes of a record that was never finished, and never acknowledged (instance="
                                + identity.instance() + " file=" + file + " offset=" + current.end() + ")");
            }
        }
        close();
    }
}
