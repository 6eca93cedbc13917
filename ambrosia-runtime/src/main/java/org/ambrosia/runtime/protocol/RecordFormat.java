package org.ambrosia.runtime.protocol;

import java.util.zip.CRC32C;

/**
 * A record: one group commit, as it is logged.
 *
 * <pre>
 *  0        4        8                16               24
 *  +--------+--------+----------------+----------------+- - - - -+- - - - - -+--------+--------+
 *  | commit-| size   | check          | sequence       | body    | trailer   | body   | end    |
 *  | ter id | i32    | u64            | i64            |         |           | length | mark   |
 *  | i32    |        |                |                |         |           | i32    | i32    |
 *  +--------+--------+----------------+----------------+- - - - -+- - - - - -+--------+--------+
 * </pre>
 *
 * <p>All numbers are little-endian. The size counts everything, header and end mark included. The
 * check's upper half is the CRC-32C of committer id, size and sequence, so that a damaged size is
 * never trusted. Its lower half is the CRC-32C of committer id, size, sequence, and everything
 * after the header. The body is the messages exactly as the application receives them. The end mark
 * is never zero: it distinguishes a record that was cut off from one that was damaged.
 */
public final class RecordFormat {
    /** The header's size in bytes. */
    public static final int HEADER_BYTES = 24;
    /** The size in bytes of what follows the trailer. */
    public static final int FOOTER_BYTES = 8;
    /** The last four bytes of every record: "AMB1", none of them zero. */
    private static final int END_MARK = 0x31424d41;

    private static final int SIZE_AT = 4;
    private static final int CHECK_AT = 8;
    private static final int SEQUENCE_AT = 16;

    private RecordFormat() {}

    /**
     * Completes a record in place. {@code record} holds {@link #HEADER_BYTES} free bytes and the
     * body; this method fills in header, trailer and footer.
     */
    public static void seal(Encoder record, int committerId, long sequence, Trailer trailer) {
        int bodyLength = record.length() - HEADER_BYTES;
        trailer.encode(record);
        record.i32(bodyLength).i32(END_MARK);
        record.putI32(0, committerId);
        record.putI32(SIZE_AT, record.length());
        record.putI64(SEQUENCE_AT, sequence);
        record.putI64(CHECK_AT, check(record.array(), 0, record.length()));
    }

    /** Returns the committer id of the record at {@code offset}. */
    public static int committerId(byte[] bytes, int offset) {
        return (int) Encoder.INT_LE.get(bytes, offset);
    }

    /** Returns the size in bytes that the header at {@code offset} states. */
    public static int size(byte[] bytes, int offset) {
        return (int) Encoder.INT_LE.get(bytes, offset + SIZE_AT);
    }

    /** Returns the sequence id of the record at {@code offset}. */
    public static long sequence(byte[] bytes, int offset) {
        return (long) Encoder.LONG_LE.get(bytes, offset + SEQUENCE_AT);
    }

    /** Returns the check that is stored in the header at {@code offset}. */
    public static long storedCheck(byte[] bytes, int offset) {
        return (long) Encoder.LONG_LE.get(bytes, offset + CHECK_AT);
    }

    /**
     * Returns whether the 24 bytes at {@code offset} are an undamaged header with a size that a
     * record can have.
     */
    public static boolean isHeader(byte[] bytes, int offset) {
        CRC32C crc = headerCrc(bytes, offset);
        return (int) crc.getValue() == (int) (storedCheck(bytes, offset) >>> 32)
                && size(bytes, offset) >= HEADER_BYTES + FOOTER_BYTES;
    }

    /** Returns the check that the record of {@code size} bytes at {@code offset} should have. */
    public static long check(byte[] bytes, int offset, int size) {
        CRC32C crc = headerCrc(bytes, offset);
        long header = crc.getValue();
        crc.update(bytes, offset + HEADER_BYTES, size - HEADER_BYTES);
        return header << 32 | crc.getValue();
    }

    /**
     * Returns the length of the body of the record of {@code size} bytes at {@code offset}, whose
     * check holds.
     */
    public static int bodyLength(byte[] bytes, int offset, int size) {
        int length = (int) Encoder.INT_LE.get(bytes, offset + size - FOOTER_BYTES);
        if (length < 0 || length > size - HEADER_BYTES - FOOTER_BYTES) {
            throw new Decoder(bytes, offset, size).malformed("a body of " + length + " bytes in a record of " + size);
        }
        return length;
    }

    /**
     * Reads the trailer of the record of {@code size} bytes at {@code offset}, whose check holds.
     */
    public static Trailer trailer(byte[] bytes, int offset, int size) {
        int bodyLength = bodyLength(bytes, offset, size);
        int begin = offset + HEADER_BYTES + bodyLength;
        Decoder in = new Decoder(bytes, begin, offset + size - FOOTER_BYTES - begin);
        Trailer trailer = Trailer.decode(in);
        in.end();
        return trailer;
    }

    private static CRC32C headerCrc(byte[] bytes, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, CHECK_AT);
        crc.update(bytes, offset + SEQUENCE_AT, HEADER_BYTES - SEQUENCE_AT);
        return crc;
    }
}
