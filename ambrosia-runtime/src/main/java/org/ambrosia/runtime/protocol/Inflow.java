package org.ambrosia.runtime.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;

/** Received bytes that are not decoded yet, in one array. */
final class Inflow {
    private static final int LEAST = 16 << 10;

    private final IntFunction<byte[]> arrays;
    private byte[] bytes;
    private int begin;
    private int end;

    /**
     * Creates an empty inflow.
     *
     * @param arrays returns an array of at least the given size, with any content
     */
    Inflow(IntFunction<byte[]> arrays) {
        this.arrays = arrays;
        this.bytes = arrays.apply(LEAST);
    }

    /** Adds everything that the buffer has. */
    void add(ByteBuffer chunk) {
        int count = chunk.remaining();
        if (count > bytes.length - end) {
            makeRoom(count);
        }
        chunk.get(bytes, end, count);
        end += count;
    }

    byte[] array() {
        return bytes;
    }

    int begin() {
        return begin;
    }

    int available() {
        return end - begin;
    }

    void skip(int count) {
        begin += count;
    }

    /**
     * Gives away the array: another object uses it up to here, so this object continues in a new
     * one.
     */
    void giveAway() {
        byte[] rest = arrays.apply(Math.max(LEAST, end - begin));
        System.arraycopy(bytes, begin, rest, 0, end - begin);
        end -= begin;
        begin = 0;
        bytes = rest;
    }

    /**
     * Returns the size that the message at the beginning states, plus the bytes of the size itself;
     * -1 if those bytes are not all there.
     */
    long framedSize() {
        Decoder in = new Decoder(bytes, begin, end - begin);
        int ends = 0;
        while (ends < in.remaining() && bytes[begin + ends] < 0) {
            ends++;
        }
        if (ends >= 5 || ends < in.remaining()) {
            int size = in.zz32();
            if (size < 1) {
                throw in.malformed("a message of " + size + " bytes");
            }
            return (long) in.position() - begin + size;
        }
        return -1;
    }

    private void makeRoom(int count) {
        int used = end - begin;
        long needed = (long) used + count;
        if (needed > Integer.MAX_VALUE - 16) {
            throw new OutOfMemoryError("A message of " + needed + " bytes is larger than an array can be");
        }
        if (needed > bytes.length) {
            long grown = Math.min(Integer.MAX_VALUE - 16, Math.max(needed, 2L * used));
            bytes = Arrays.copyOfRange(bytes, begin, begin + (int) grown);
        } else {
            System.arraycopy(bytes, begin, bytes, 0, used);
        }
        begin = 0;
        end = used;
    }
}
