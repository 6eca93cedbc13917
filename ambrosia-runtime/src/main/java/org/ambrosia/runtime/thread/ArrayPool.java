package org.ambrosia.runtime.thread;

import java.util.ArrayDeque;

/**
 * Arrays of bytes that are used again: what passes through in a second is many times what is there at one moment, and would else be
 * cleared, collected, and fetched from memory each time. A few are kept, of which none is very large. From any thread.
 */
public final class ArrayPool {
    private static final int LEAST_BYTES = 4 << 10;
    private static final int MOST_BYTES = 1 << 20;

    private final int mostArrays;
    private final ArrayDeque<byte[]> arrays = new ArrayDeque<>();

    /**
     * Makes an empty pool.
     *
     * @param mostArrays how many are kept; 0 for none
     */
    public ArrayPool(int mostArrays) {
        this.mostArrays = mostArrays;
    }

    /** An array with any content for so many bytes, or more if there is one. */
    public byte[] take(int bytes) {
        if (bytes >= LEAST_BYTES && bytes <= MOST_BYTES) {
            byte[] last;
            synchronized (this) {
                last = arrays.pollLast();
            }
            if (last != null && last.length >= bytes) {
                return last;
            }
        }
        return new byte[bytes];
    }

    /** Nobody uses this array any more, and whoever takes one next may be given it. */
    public void give(byte[] array) {
        if (array.length >= LEAST_BYTES && array.length <= MOST_BYTES) {
            synchronized (this) {
                if (arrays.size() < mostArrays) {
                    arrays.addLast(array);
                }
            }
        }
    }
}
