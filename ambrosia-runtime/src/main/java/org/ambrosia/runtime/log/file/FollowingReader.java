package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredRecord;

/** Reads a log behind its writer, record by record, of which each is known to be durable. */
final class FollowingReader implements LogReader {
    private static final System.Logger LOGGER = System.getLogger(FollowingReader.class.getName());

    private final LogFiles files;
    private final LogIdentity identity;
    private final LongFunction<OptionalLong> sealedEnd;
    private long segment;
    private SegmentReader current;

    /**
     * Makes a reader.
     *
     * @param sealedEnd where a segment was sealed, as known at the moment; empty if it was not
     */
    FollowingReader(LogFiles files, LogIdentity identity, LongFunction<OptionalLong> sealedEnd, long fromSegment) {
        this.files = files;
        this.identity = identity;
        this.sealedEnd = sealedEnd;
        this.segment = fromSegment;
    }

    @Override
    public StoredRecord next() {
        try {
            while (true) {
                if (current == null) {
                    current = new SegmentReader(files.segment(segment), identity, segment, -1);
                }
                OptionalLong end = sealedEnd.apply(segment);
                if (end.isEmpty() || end.getAsLong() > current.end()) {
                    return current.nextOfGrowing();
                }
                close();
                segment++;
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading the log", files.segment(segment), failed);
        }
    }

    @Override
    public long nextSegment() {
        return segment + 1;
    }

    @Override
    public long cutBytes() {
        return 0;
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
}
