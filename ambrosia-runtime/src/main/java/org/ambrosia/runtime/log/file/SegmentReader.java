package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.RecordFormat;

/**
 * Reads one segment from its beginning. A segment that was sealed must be whole up to its end. The
 * last one may end in a record that was never finished; {@link TornTail} distinguishes that from
 * damage.
 */
final class SegmentReader implements AutoCloseable {
    private final Path file;
    private final LogIdentity identity;
    private final LogFiles.Place place;
    private final FileChannel channel;
    private long sealedEnd;
    private long fileBytes;
    private SegmentHeader header;
    private long firstSequence = -1;
    private long position;
    private long cutBytes;
    private long nextSequence;

    /**
     * Opens a segment.
     *
     * @param sealedEnd where it was sealed, 0 if it has not even a header; -1 if it was not
     */
    SegmentReader(Path file, LogIdentity identity, LogFiles.Place place, long sealedEnd) throws IOException {
        this.file = file;
        this.identity = identity;
        this.place = place;
        this.sealedEnd = sealedEnd;
        this.channel = FileChannel.open(file, READ);
        this.fileBytes = channel.size();
        if (sealedEnd != 0) {
            readHeader();
        }
    }

    /** Returns the sequence id of the first record; -1 if the header was never written. */
    long firstSequence() {
        return firstSequence;
    }

    /** Notes that the segment has ended meanwhile. */
    void sealedAt(long end) throws IOException {
        if (sealedEnd != end) {
            sealedEnd = end;
            fileBytes = channel.size();
            if (header == null) {
                readHeader();
            }
        }
    }

    /** Returns the next record; null at the segment's end. */
    StoredRecord next() throws IOException {
        if (header == null || position == sealedEnd) {
            return null;
        }
        byte[] bytes = null;
        long room = (sealedEnd < 0 ? fileBytes : sealedEnd) - position;
        if (room >= RecordFormat.HEADER_BYTES) {
            byte[] start = read(position, RecordFormat.HEADER_BYTES);
            boolean plausible = RecordFormat.isHeader(start, 0)
                    && RecordFormat.committerId(start, 0) == identity.committerId()
                    && RecordFormat.size(start, 0) <= room;
            if (plausible) {
                bytes = read(position, RecordFormat.size(start, 0));
            }
        }
        if (bytes == null || RecordFormat.check(bytes, 0, bytes.length) != RecordFormat.storedCheck(bytes, 0)) {
            endOrDamage(room, bytes);
            return null;
        }
        int stored = Math.toIntExact(header.padded(bytes.length));
        position += stored;
        long sequence = RecordFormat.sequence(bytes, 0);
        nextSequence = sequence + 1;
        return new StoredRecord(sequence, bytes, bytes.length, stored, place.number());
    }

    /**
     * Returns the next record, as {@link #next}, of a segment that another process may write
     * meanwhile. What looks like damage may be a record whose write was under way, and which is
     * whole by now.
     */
    StoredRecord nextOfTail() throws IOException {
        fileBytes = channel.size();
        SegmentHeader known = header;
        try {
            return next();
        } catch (LogException damaged) {
            fileBytes = channel.size();
            header = known;
            try {
                return next();
            } catch (LogException still) {
                still.addSuppressed(damaged);
                throw still;
            }
        }
    }

    /**
     * Returns the next record of a segment that is being written; the record is known to be there.
     */
    StoredRecord nextOfGrowing() throws IOException {
        fileBytes = channel.size();
        if (header == null) {
            readHeader();
        }
        StoredRecord record = next();
        if (record == null) {
            throw damaged("a record that was durable can't be read any more");
        }
        return record;
    }

    /** Returns where the segment's last whole record ends. */
    long end() {
        return position;
    }

    /** Returns the number of bytes of an unfinished record after that end. */
    long cutBytes() {
        return cutBytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void endOrDamage(long room, byte[] bytes) throws IOException {
        if (sealedEnd >= 0) {
            if (room < RecordFormat.HEADER_BYTES || fileBytes < sealedEnd) {
                throw damaged("the file ends at " + fileBytes + ", expected " + sealedEnd);
            }
            throw damagedRecord("a record of a sealed segment is damaged", bytes);
        }
        TornTail tail = TornTail.examine(channel, position, fileBytes, header, identity.committerId(), nextSequence);
        if (tail.damage() != null) {
            throw damagedRecord(tail.damage(), bytes);
        }
        cutBytes = tail.bytes();
        header = null;
    }

    private LogException damagedRecord(String what, byte[] bytes) throws IOException {
        byte[] record = bytes == null ? read(position, RecordFormat.HEADER_BYTES) : bytes;
        return damaged(String.format(
                "%s: expected check %016x and committer id %d, found check %016x, committer id %d and size %d",
                what,
                RecordFormat.check(record, 0, record.length),
                identity.committerId(),
                RecordFormat.storedCheck(record, 0),
                RecordFormat.committerId(record, 0),
                RecordFormat.size(record, 0)));
    }

    /** Returns an error that states what is wrong with the segment, and where. */
    LogException damaged(String what) {
        return new LogException(
                ErrorTag.LOG_CORRUPT,
                "The log is damaged: " + what + " (instance=" + identity.instance() + " file=" + file + " offset="
                        + position + "). Nothing was changed. Restore the file from a backup or a replica.");
    }

    private void readHeader() throws IOException {
        header = decoded(read(0, (int) Math.min(SegmentHeader.LEAST_BLOCK, fileBytes)));
        if (header == null) {
            if (sealedEnd >= 0) {
                throw damaged("its header can't be read");
            }
            if (fileBytes > SegmentHeader.LEAST_BLOCK) {
                SegmentHeader assumed =
                        new SegmentHeader(SegmentHeader.LEAST_BLOCK, identity, place.reign(), place.number(), 0);
                TornTail tail = TornTail.examine(
                        channel, SegmentHeader.LEAST_BLOCK, fileBytes, assumed, identity.committerId(), -1);
                if (tail.damage() != null || tail.bytes() > 0) {
                    throw damaged("its header can't be read, but records are behind it");
                }
            }
            cutBytes = fileBytes;
            return;
        }
        boolean own = header.identity().incarnation() == identity.incarnation()
                && header.reign() == place.reign()
                && header.number() == place.number();
        if (!own) {
            throw new LogException(
                    ErrorTag.LOG_MISMATCH,
                    "A segment belongs to another log: expected instance \"" + identity.instance() + "\" incarnation "
                            + identity.incarnation() + " segment " + place + ", found \""
                            + header.identity().instance() + "\" incarnation "
                            + header.identity().incarnation() + " segment " + header.number() + " of reign "
                            + header.reign() + " (file=" + file
                            + "). Nothing was changed. Put each instance's files back into its own directory.");
        }
        if (fileBytes < header.blockBytes()) {
            if (sealedEnd >= 0) {
                throw damaged("the file ends at " + fileBytes + ", within its header");
            }
            header = null;
            cutBytes = fileBytes;
            return;
        }
        position = header.blockBytes();
        firstSequence = header.firstSequence();
        nextSequence = firstSequence;
    }

    private SegmentHeader decoded(byte[] block) {
        try {
            return SegmentHeader.decode(block);
        } catch (MalformedDataException later) {
            throw FileCheckpoints.unsupported(later, file);
        }
    }

    private byte[] read(long at, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            if (channel.read(target, at + target.position()) < 0) {
                throw damaged("the file became shorter while it was read");
            }
        }
        return target.array();
    }
}
