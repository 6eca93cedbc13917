package org.ambrosia.runtime.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;

/** Bytes that came in and were not understood yet, in one array. */
final class Inflow {
    private static final int LEAST = 16 << 10;

    private final IntFunction<byte[]> arrays;
    private byte[] bytes;
    private int begin;
    private int end;

    /**
     * Makes an empty one.
     *
     * @param arrays gives an array with any content, for so many bytes or more
     */
    Inflow(IntFunction<byte[]> arrays) {
        this.arrays = arrays;
        this.bytes = arrays.apply(LEAST);
    }

    /** Takes in everything that the buffer has. */
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

    /** The array has been given to somebody up to here; it is not written to any more. */
    void giveAway() {
        byte[] rest = arrays.apply(Math.max(LEAST, end - begin));
        System.arraycopy(bytes, begin, rest, 0, end - begin);
        end -= begin;
        begin = 0;
        bytes = rest;
    }

    /** The size that the message at the beginning states, with its own bytes; -1 if they are not all there. */
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
