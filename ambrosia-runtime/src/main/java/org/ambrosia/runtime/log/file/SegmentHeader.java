package org.ambrosia.runtime.log.file;

import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * The first block of a segment file.
 *
 * <pre>
 * magic "AMBSEG1\n" | block i32 | committer id i32 | incarnation i64 | epoch i64 | number i64 | first sequence i64
 *   | instance string | CRC-32C of all this i32 | zeros up to the block's end
 * </pre>
 *
 * @param blockBytes the size of the blocks on which records begin
 * @param identity whose log it is, and the epoch in which the segment was begun
 * @param number the segment's number
 * @param firstSequence the sequence id of its first record
 */
record SegmentHeader(int blockBytes, LogIdentity identity, long number, long firstSequence) {
    /** The size of the smallest block, and of the header when it is read before the block size is known. */
    static final int LEAST_BLOCK = 4096;
    /** The size of the largest block. */
    static final int MOST_BLOCK = 1 << 16;

    private static final long MAGIC = 0x0a314745_53424d41L;

    byte[] encode() {
        Encoder out = new Encoder(blockBytes);
        out.i64(MAGIC).i32(blockBytes).i32(identity.committerId()).i64(identity.incarnation());
        out.i64(identity.epoch()).i64(number).i64(firstSequence).string(identity.instance());
        out.i32(crc(out.array(), out.length()));
        out.skip(blockBytes - out.length());
        return out.toByteArray();
    }

    /** Reads a header; null if the bytes are none. */
    static SegmentHeader decode(byte[] bytes) {
        try {
            Decoder in = new Decoder(bytes);
            if (in.i64() != MAGIC) {
                return null;
            }
            int block = in.i32();
            int committer = in.i32();
            long incarnation = in.i64();
            long epoch = in.i64();
            long number = in.i64();
            long first = in.i64();
            String instance = in.string();
            boolean whole = crc(bytes, in.position()) == in.i32();
            boolean sane = block >= LEAST_BLOCK && block <= MOST_BLOCK && Integer.bitCount(block) == 1;
            return whole && sane
                    ? new SegmentHeader(block, new LogIdentity(instance, incarnation, committer, epoch), number, first)
                    : null;
        } catch (ProtocolException malformed) {
            return null;
        }
    }

    /** {@code length} rounded up to whole blocks. */
    long padded(long length) {
        return (length + blockBytes - 1) & -(long) blockBytes;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
