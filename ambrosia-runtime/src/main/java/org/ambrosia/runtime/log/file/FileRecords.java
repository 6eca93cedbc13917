package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableSet;
import org.ambrosia.runtime.api.Durability;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.Records;

/** The records of a log in a directory. An append blocks until the record is durable. */
final class FileRecords implements Records, AutoCloseable {
    /**
     * The record that is being written, and the next one, so that the disk need not wait for it.
     */
    private static final int MAX_IN_FLIGHT = 2;
    /** A record, padded to blocks, is counted by an int. */
    private static final int MAX_RECORD_BYTES = Integer.MAX_VALUE - SegmentHeader.MOST_BLOCK;

    private final LogFiles files;
    private final Environment environment;
    private final Durability durability;
    private final int author;
    private final LogView view;
    private final int blockBytes;
    private SegmentWriter writer;
    private WriteBuffer buffer;
    /** The reason why nothing can be appended any more; null if something can. */
    private LogException failure;

    /**
     * Creates the records of a log, as one process sees them.
     *
     * @param author as {@link LogFiles#publish}
     */
    FileRecords(LogFiles files, Environment environment, Durability durability, int author, LogView view)
            throws IOException {
        this.files = files;
        this.environment = environment;
        this.durability = durability;
        this.author = author;
        this.view = view;
        this.blockBytes = WriteMode.blockBytes(files.directory());
    }

    @Override
    public int maxInFlight() {
        return MAX_IN_FLIGHT;
    }

    @Override
    public int maxRecordBytes() {
        return MAX_RECORD_BYTES;
    }

    @Override
    public void begin(long segment, long firstSequence) {
        if (failure != null) {
            throw failure;
        }
        Reign own = view.own();
        Path file = files.segment(new LogFiles.Place(segment, own.number()));
        try {
            Manifest next = view.manifest();
            if (writer != null) {
                writer.close();
                next = next.withSealed(writer.end(), oldest());
                writer = null;
            } else if (view.tailEnd().isPresent()) {
                next = next.withSealed(view.tailEnd().getAsLong(), oldest());
            }
            if (next.open() != segment) {
                throw view.brokenChain("segment " + segment + " is to be started, but " + next.open() + " comes next");
            }
            next = next.writtenBy(own.number(), view.identity().epoch());
            next.write(files.manifest(own.number()), author);
            view.checkReign();
            if (buffer == null) {
                buffer = new WriteBuffer(blockBytes);
            }
            writer = new SegmentWriter(
                    file,
                    new SegmentHeader(blockBytes, next.identity(), next.reign(), segment, firstSequence),
                    buffer,
                    environment.background(),
                    durability == Durability.STABLE_STORAGE,
                    System.getProperty("os.name"));
            view.begins(next, segment, firstSequence);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Starting a segment", file, failed);
        }
    }

    /**
     * Returns the number of the oldest segment or checkpoint. If a segment was never written, there
     * may be only its checkpoint.
     */
    private long oldest() throws IOException {
        NavigableSet<LogFiles.Place> present = files.places(LogFiles.SEGMENT);
        present.addAll(files.places(LogFiles.CHECKPOINT));
        return present.isEmpty() ? view.manifest().open() : present.first().number();
    }

    @Override
    public void append(long sequence, byte[] bytes, int length, Listener listener) {
        int stored = 0;
        if (failure == null) {
            try {
                stored = append(sequence, bytes, length);
            } catch (LogException failed) {
                failure = failed;
            }
        }
        if (failure == null) {
            listener.appended(sequence, stored);
        } else {
            listener.failed(sequence, failure);
        }
    }

    private int append(long sequence, byte[] bytes, int length) {
        try {
            int stored = writer.append(bytes, length);
            view.checkReign();
            Reign own = view.own();
            own.bytes(writer.end());
            own.durableEnd(sequence + 1);
            return stored;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Writing to the log", writer.file(), failed);
        }
    }

    @Override
    public LogReader read(long fromSegment, Runnable more) {
        return new FileLogReader(files, view, fromSegment);
    }

    @Override
    public long durableEnd() {
        return view.saidDurable();
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
