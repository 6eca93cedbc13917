package org.ambrosia.runtime.thread;

import java.util.ArrayDeque;

/**
 * Arrays of bytes that are reused. What passes through in a second is many times what is there at
 * one moment. Without reuse it would be cleared, collected, and fetched from memory each time. A
 * few arrays are kept, none of them very large. From any thread.
 */
public final class ArrayPool {
    private static final int LEAST_BYTES = 4 << 10;
    private static final int MOST_BYTES = 1 << 20;

    private final int mostArrays;
    private final ArrayDeque<byte[]> arrays = new ArrayDeque<>();

    /**
     * Creates an empty pool.
     *
     * @param mostArrays how many are kept; 0 for none
     */
    public ArrayPool(int mostArrays) {
        this.mostArrays = mostArrays;
    }

    /** Returns an array with any content for this many bytes, or a larger one if there is one. */
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

    /** Takes back an array that no thread uses any more; the next taker may receive it. */
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
