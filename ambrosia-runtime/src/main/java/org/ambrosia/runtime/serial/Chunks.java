package org.ambrosia.runtime.serial;

import java.io.OutputStream;
import java.util.ArrayDeque;

/**
 * Bytes that are written once, and copied once when their number is known, into an array of that
 * size. They are not copied while they grow, so that they take little more memory than their
 * number.
 */
final class Chunks extends OutputStream {
    private static final int FIRST_BYTES = 8 << 10;
    private static final int MAX_BYTES = 1 << 20;

    private final ArrayDeque<byte[]> full = new ArrayDeque<>();
    private byte[] filling = new byte[FIRST_BYTES];
    private int filled;
    private long size;

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        for (int left = length; left > 0; ) {
            if (filled == filling.length) {
                full.add(filling);
                filling = new byte[Math.min(2 * filling.length, MAX_BYTES)];
                filled = 0;
            }
            int count = Math.min(left, filling.length - filled);
            System.arraycopy(bytes, from, filling, filled, count);
            filled += count;
            from += count;
            left -= count;
        }
        size += length;
    }

    /** Returns how many bytes were written. */
    long size() {
        return size;
    }

    /** Moves the written bytes into this array; this object is empty afterwards. */
    void moveTo(byte[] target, int offset) {
        int at = offset;
        for (byte[] each = full.poll(); each != null; each = full.poll()) {
            System.arraycopy(each, 0, target, at, each.length);
            at += each.length;
        }
        System.arraycopy(filling, 0, target, at, filled);
        filled = 0;
        size = 0;
    }
}
