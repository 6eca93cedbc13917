package org.ambrosia.runtime.protocol;

import static org.ambrosia.runtime.api.ErrorTag.MALFORMED_MESSAGE;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.ambrosia.runtime.api.MalformedDataException;

/**
 * Reads what {@link Encoder} wrote from a slice of an array, without copying it. Never reads
 * outside of the slice and never allocates more than the slice holds. Not thread-safe.
 *
 * <p>All reading methods throw {@link MalformedDataException} if the bytes are not there or not
 * valid.
 */
public final class Decoder {
    private byte[] bytes;
    private int start;
    private int position;
    private int end;

    /** Creates a decoder of the whole array. */
    public Decoder(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Creates a decoder of a slice. */
    public Decoder(byte[] bytes, int offset, int length) {
        reset(bytes, offset, length);
    }

    /** Points this decoder at another slice. */
    public Decoder reset(byte[] newBytes, int offset, int length) {
        if (offset < 0 || length < 0 || length > newBytes.length - offset) {
            throw malformed("a slice of " + length + " bytes at " + offset + " does not fit in " + newBytes.length);
        }
        if (bytes != newBytes) {
            // Most messages are in the same array as the one before. To store a reference has a
            // cost: the collector's write barrier.
            bytes = newBytes;
        }
        start = offset;
        position = offset;
        end = offset + length;
        return this;
    }

    /** Returns the array that is read from. */
    public byte[] array() {
        return bytes;
    }

    /** Returns where in the array the next byte is read. */
    public int position() {
        return position;
    }

    /** Returns how many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /** Checks that nothing is left. */
    public void end() {
        if (position != end) {
            throw malformed(remaining() + " bytes are left over");
        }
    }

    /** Reads one byte, 0 to 255. */
    public int u8() {
        need(1);
        return bytes[position++] & 0xff;
    }

    /** Reads a zig-zag varint of at most 5 bytes. */
    public int zz32() {
        int value = u8();
        if (value < 0x80) {
            return (value >>> 1) ^ -(value & 1);
        }
        value &= 0x7f;
        for (int shift = 7; shift < 35; shift += 7) {
            int next = u8();
            if (shift == 28 && next > 0x0f) {
                throw malformed("a 32-bit varint is too long");
            }
            value |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw malformed("a 32-bit varint is too long");
    }

    /** Reads a zig-zag varint of at most 10 bytes. */
    public long zz64() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = u8();
            if (shift == 63 && next > 1) {
                throw malformed("a 64-bit varint is too long");
            }
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw malformed("a 64-bit varint is too long");
    }

    /** Reads four bytes, little-endian. */
    public int i32() {
        need(4);
        position += 4;
        return (int) Encoder.INT_LE.get(bytes, position - 4);
    }

    /** Reads eight bytes, little-endian. */
    public long i64() {
        need(8);
        position += 8;
        return (long) Encoder.LONG_LE.get(bytes, position - 8);
    }

    /** Reads a length or count: a {@link #zz32} from 0 to the number of bytes left. */
    public int length() {
        int value = zz32();
        if (value < 0 || value > remaining()) {
            throw malformed("a length of " + value + " with " + remaining() + " bytes left");
        }
        return value;
    }

    /** Reads a number that can't be negative. */
    public long positiveZz64() {
        long value = zz64();
        if (value < 0) {
            throw malformed("the number " + value + " is negative");
        }
        return value;
    }

    /** Reads {@code count} bytes into a new array. */
    public byte[] bytes(int count) {
        need(count);
        byte[] copy = new byte[count];
        System.arraycopy(bytes, position, copy, 0, count);
        position += count;
        return copy;
    }

    /** Reads a length and that many bytes of UTF-8; bytes that are no UTF-8 are an error. */
    public String string() {
        int count = length();
        if (isAscii(bytes, position, count)) {
            position += count;
            return new String(bytes, position - count, count, StandardCharsets.ISO_8859_1);
        }
        try {
            String value = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, count))
                    .toString();
            position += count;
            return value;
        } catch (CharacterCodingException notUtf8) {
            throw malformed("a text is not UTF-8");
        }
    }

    private static boolean isAscii(byte[] array, int offset, int count) {
        int all = 0;
        for (int i = offset; i < offset + count; i++) {
            all |= array[i];
        }
        return all >= 0;
    }

    /** Passes over bytes. */
    public void skip(int count) {
        need(count);
        position += count;
    }

    /** Creates the error for malformed bytes at this place. */
    public MalformedDataException malformed(String what) {
        return new MalformedDataException(
                MALFORMED_MESSAGE,
                "Malformed bytes: " + what + " (at " + (position - start) + " of " + (end - start)
                        + "). Both sides must speak the same protocol; if they do, please report this.");
    }

    private void need(int count) {
        if (count < 0 || count > end - position) {
            throw malformed("expected " + count + " more bytes, found " + (end - position));
        }
    }
}
