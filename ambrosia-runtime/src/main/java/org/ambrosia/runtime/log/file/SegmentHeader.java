package org.ambrosia.runtime.log.file;

import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.Extensions;
import org.ambrosia.runtime.protocol.FormatVersion;

/**
 * The first block of a segment file.
 *
 * <pre>
 * magic "AMBSEG3\n" | bytes up to the check's end i32 | version i32 | readable by version i32 | block i32 | committer id i32
 *   | incarnation i64 | epoch i64 | reign i64 | number i64 | first sequence i64 | instance string | extensions
 *   | CRC-32C of all this i32 | zeros up to the block's end
 * </pre>
 *
 * <p>Magic, count and check stay in each later version. By them a reader distinguishes a later
 * version from a damaged file.
 *
 * @param blockBytes the size of the blocks on which records begin
 * @param identity whose log it is, and the epoch in which the segment was begun
 * @param reign the number of the reign in which the segment was begun
 * @param number the segment's number
 * @param firstSequence the sequence id of its first record
 */
record SegmentHeader(int blockBytes, LogIdentity identity, long reign, long number, long firstSequence) {
    /**
     * The size of the smallest block, and of the header when it is read before the block size is
     * known.
     */
    static final int LEAST_BLOCK = 4096;
    /** The size of the largest block. */
    static final int MOST_BLOCK = 1 << 16;

    private static final long MAGIC = 0x0a334745_53424d41L;
    private static final int COUNT_AT = 8;
    private static final int VERSION_AT = 12;
    private static final int CRC_BYTES = 4;

    byte[] encode() {
        Encoder out = new Encoder(blockBytes);
        out.i64(MAGIC).i32(0);
        FormatVersion.of(Manifest.NEWEST_FORMAT).encode(out);
        out.i32(blockBytes).i32(identity.committerId()).i64(identity.incarnation());
        out.i64(identity.epoch()).i64(reign).i64(number).i64(firstSequence).string(identity.instance());
        Extensions.none(out);
        out.putI32(COUNT_AT, out.length() + CRC_BYTES);
        out.i32(crc(out.array(), out.length()));
        out.skip(blockBytes - out.length());
        return out.toByteArray();
    }

    /**
     * Reads a header; returns null if the bytes are none, or damaged.
     *
     * @throws MalformedDataException if it is whole, and not for readers of this release, with the
     *     tag {@code UnsupportedFormat}
     */
    static SegmentHeader decode(byte[] bytes) {
        if (!isWhole(bytes)) {
            return null;
        }
        try {
            Decoder in = new Decoder(bytes, VERSION_AT, bytes.length - VERSION_AT);
            FormatVersion.decode(in).check(Manifest.OLDEST_FORMAT, Manifest.NEWEST_FORMAT, "a segment");
            int block = in.i32();
            int committer = in.i32();
            long incarnation = in.i64();
            long epoch = in.i64();
            long reign = in.i64();
            long number = in.i64();
            long first = in.i64();
            String instance = in.string();
            Extensions.pass(in, "a segment");
            boolean sane = block >= LEAST_BLOCK && block <= MOST_BLOCK && Integer.bitCount(block) == 1;
            LogIdentity identity = new LogIdentity(instance, incarnation, committer, epoch);
            return sane ? new SegmentHeader(block, identity, reign, number, first) : null;
        } catch (MalformedDataException malformed) {
            if (malformed.tag() == ErrorTag.UNSUPPORTED_FORMAT) {
                throw malformed;
            }
            return null;
        }
    }

    private static boolean isWhole(byte[] bytes) {
        if (bytes.length < VERSION_AT || new Decoder(bytes).i64() != MAGIC) {
            return false;
        }
        int count = new Decoder(bytes, COUNT_AT, bytes.length - COUNT_AT).i32();
        if (count < VERSION_AT + CRC_BYTES || count > bytes.length) {
            return false;
        }
        int checked = count - CRC_BYTES;
        return crc(bytes, checked) == new Decoder(bytes, checked, CRC_BYTES).i32();
    }

    /** Returns {@code length} rounded up to whole blocks. */
    long padded(long length) {
        return (length + blockBytes - 1) & -(long) blockBytes;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
