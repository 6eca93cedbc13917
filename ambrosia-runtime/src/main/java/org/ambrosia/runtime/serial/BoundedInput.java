package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;

/**
 * An input that believes no length, count or number that is larger than the input itself could explain, so that a few bytes
 * can't make Kryo allocate gigabytes (Kryo issue 1282).
 */
final class BoundedInput extends Input {
    private static final int ALWAYS_ALLOWED = 1 << 12;

    private final int most;

    BoundedInput(byte[] bytes, int offset, int length) {
        super(bytes, offset, length);
        most = Math.max(length, ALWAYS_ALLOWED);
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
        if (isLength && (value < 0 || value > most)) {
            throw new KryoException("a length of " + value + " in " + limit() + " bytes");
        }
        return value;
    }
}
