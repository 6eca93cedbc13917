package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;

/**
 * An input that rejects every length, count or number that is larger than the input itself can
 * explain. So a few bytes can't make Kryo allocate gigabytes (Kryo issue 1282).
 */
final class BoundedInput extends Input {
    private static final int ALWAYS_ALLOWED = 1 << 12;

    private final int max;

    BoundedInput(byte[] bytes, int offset, int length) {
        super(bytes, offset, length);
        max = Math.max(length, ALWAYS_ALLOWED);
    }

    /** Reads how many elements follow, each of which takes at least {@code minBytesEach} bytes. */
    int readCount(int minBytesEach) {
        int count = readVarInt(true);
        if ((long) count * minBytesEach > limit() - position()) {
            throw new KryoException("a count of " + count + " with " + (limit() - position()) + " bytes left");
        }
        return count;
    }

    @Override
    public int readVarInt(boolean optimizePositive) {
        return check(super.readVarInt(optimizePositive), optimizePositive);
    }

    @Override
    public int readVarIntFlag(boolean optimizePositive) {
        return check(super.readVarIntFlag(optimizePositive), optimizePositive);
    }

    private int check(int value, boolean isLength) {
        if (isLength && (value < 0 || value > max)) {
            throw new KryoException("a length of " + value + " in " + limit() + " bytes");
        }
        return value;
    }
}
