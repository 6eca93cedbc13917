package org.ambrosia.runtime.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes primitive encodings into a byte array that grows: zig-zag varints ({@code zz32}, {@code
 * zz64}), little-endian fixed numbers, and UTF-8 after its length. Not thread-safe. An encoder is
 * meant to be kept and {@linkplain #clear() cleared}.
 */
public final class Encoder {
    static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG_LE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private byte[] bytes;
    private int length;

    /** Creates an empty encoder with room for {@code capacity} bytes before it grows. */
    public Encoder(int capacity) {
        this.bytes = new byte[Math.max(capacity, 16)];
    }

    /** Creates an empty encoder that writes into this array until the array is full. */
    public Encoder(byte[] array) {
        this.bytes = array;
    }

    /**
     * Returns the array that is written to. Only the first {@link #length()} bytes count. The
     * encoder replaces the array when it grows.
     */
    public byte[] array() {
        return bytes;
    }

    /** Returns how many bytes were written. */
    public int length() {
        return length;
    }

    /** Returns a copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets what was written, and releases the memory of an exceptionally large value. */
    public Encoder clear() {
        length = 0;
        if (bytes.length > 1 << 20) {
            bytes = new byte[1 << 12];
        }
        return this;
    }

    /** Writes one byte. */
    public Encoder u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Writes a zig-zag varint of 1 to 5 bytes. */
    public Encoder zz32(int value) {
        reserve(5);
        int rest = (value << 1) ^ (value >> 31);
        while ((rest & ~0x7f) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** Writes a zig-zag varint of 1 to 10 bytes. */
    public Encoder zz64(long value) {
        reserve(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** Writes four bytes, little-endian. */
    public Encoder i32(int value) {
        reserve(4);
        INT_LE.set(bytes, length, value);
        length += 4;
        return this;
    }

    /** Writes eight bytes, little-endian. */
    public Encoder i64(long value) {
        reserve(8);
        LONG_LE.set(bytes, length, value);
        length += 8;
        return this;
    }

    /** Writes bytes unchanged. */
    public Encoder bytes(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** Writes a length in bytes, and the UTF-8 after it. */
    public Encoder string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return zz32(utf8.length).bytes(utf8, 0, utf8.length);
    }

    /** Overwrites four bytes that were written before. */
    public void putI32(int offset, int value) {
        INT_LE.set(bytes, offset, value);
    }

    /** Overwrites eight bytes that were written before. */
    public void putI64(int offset, long value) {
        LONG_LE.set(bytes, offset, value);
    }

    /** Leaves room for {@code count} bytes that are overwritten later. */
    public void skip(int count) {
        reserve(count);
        Arrays.fill(bytes, length, length + count, (byte) 0);
        length += count;
    }

    /** Returns how many bytes {@link #zz32} takes for the value. */
    public static int sizeOfZz32(int value) {
        int rest = (value << 1) ^ (value >> 31);
        return rest == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(rest)) / 7;
    }

    private void reserve(int count) {
        if (count > bytes.length - length) {
            grow(count);
        }
    }

    private void grow(int count) {
        long needed = (long) length + count;
        if (needed > LARGEST) {
            throw new OutOfMemoryError("A message of " + needed + " bytes is larger than an array can be");
        }
        long doubled = Math.min(LARGEST, 2L * bytes.length);
        bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
}
