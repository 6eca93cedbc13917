package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.ambrosia.runtime.protocol.RecordFormat;

/**
 * The bytes after the last whole record of a segment that was never sealed: nothing, a record whose
 * write was cut off, or damage.
 *
 * <p>Room ahead of the records is full of zeros, one write is in flight at a time, and disks write
 * sectors whole. So a write that was cut off has a sector that is still zero, or ends in zeros. The
 * last byte of a record is never zero. A record whose sectors were all written up to that byte was
 * finished, and has been damaged since. The same is true of anything that a whole record follows.
 *
 * @param bytes how many bytes of an unfinished record there are
 * @param damage what is wrong; null if nothing is
 */
record TornTail(long bytes, String damage) {
    private static final int SECTOR = 512;
    private static final int CHUNK = 64 << 10;
    private static final byte[] ZEROS = new byte[CHUNK];

    /**
     * Looks at what is there.
     *
     * @param sequence the sequence id of the record that would come next; -1 if that is not known
     */
    static TornTail examine(
            FileChannel channel, long from, long to, SegmentHeader header, int committerId, long sequence)
            throws IOException {
        if (to <= from) {
            // The file may end in the padding of the last record, whose write made it longer and
            // was cut off there.
            return new TornTail(0, null);
        }
        byte[] first = read(channel, from, (int) Math.min(to - from, SECTOR));
        String damage = first.length < SECTOR ? null : damageOf(channel, from, to, first, committerId);
        if (damage != null) {
            return new TornTail(0, damage);
        }
        long end = from + extent(first, header, committerId);
        long lastWritten = from - 1;
        for (long at = from; at < to; at += CHUNK) {
            byte[] chunk = read(channel, at, (int) Math.min(to - at, CHUNK));
            if (Arrays.equals(chunk, 0, chunk.length, ZEROS, 0, chunk.length)) {
                continue;
            }
            for (int i = 0; i < chunk.length; i += header.blockBytes()) {
                if (at + i >= end
                        && isFollowing(chunk, i, sequence)
                        && isWholeRecord(channel, at + i, to, chunk, i, committerId)) {
                    return new TornTail(0, "a whole record follows at offset " + (at + i));
                }
            }
            for (int i = chunk.length - 1; i >= 0; i--) {
                if (chunk[i] != 0) {
                    lastWritten = at + i;
                    break;
                }
            }
        }
        return new TornTail(lastWritten - from + 1, null);
    }

    /**
     * Returns the length of the record if its header was written, or else of its first block. The
     * record's content may be records too.
     */
    private static long extent(byte[] first, SegmentHeader header, int committerId) {
        boolean known = first.length >= RecordFormat.HEADER_BYTES
                && RecordFormat.isHeader(first, 0)
                && RecordFormat.committerId(first, 0) == committerId;
        return header.padded(known ? RecordFormat.size(first, 0) : 1);
    }

    /**
     * Returns whether the record would come later than the one that is looked for; those within its
     * content were logged before.
     */
    private static boolean isFollowing(byte[] chunk, int i, long sequence) {
        return chunk.length - i >= RecordFormat.HEADER_BYTES && RecordFormat.sequence(chunk, i) > sequence;
    }

    /** Returns what is wrong with the record itself, if it was finished once. */
    private static String damageOf(FileChannel channel, long from, long to, byte[] first, int committerId)
            throws IOException {
        if (!RecordFormat.isHeader(first, 0) || RecordFormat.committerId(first, 0) != committerId) {
            boolean headerFinished =
                    !isZero(first, RecordFormat.HEADER_BYTES, SECTOR) || RecordFormat.isHeader(first, 0);
            return headerFinished ? "the header of a record is damaged" : null;
        }
        int size = RecordFormat.size(first, 0);
        if (size > to - from) {
            return null;
        }
        byte[] record = read(channel, from, size);
        if (record[size - 1] == 0) {
            return null;
        }
        for (int at = 0; at + SECTOR <= size; at += SECTOR) {
            if (isZero(record, at, at + SECTOR)) {
                return null;
            }
        }
        return "a record that was finished is damaged";
    }

    private static boolean isWholeRecord(FileChannel channel, long at, long to, byte[] chunk, int i, int committerId)
            throws IOException {
        if (chunk.length - i < RecordFormat.HEADER_BYTES
                || !RecordFormat.isHeader(chunk, i)
                || RecordFormat.committerId(chunk, i) != committerId
                || RecordFormat.size(chunk, i) > to - at) {
            return false;
        }
        int size = RecordFormat.size(chunk, i);
        byte[] record = read(channel, at, size);
        return RecordFormat.check(record, 0, size) == RecordFormat.storedCheck(record, 0);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining() && channel.read(target, at + target.position()) >= 0) {}
        return target.array();
    }
}
