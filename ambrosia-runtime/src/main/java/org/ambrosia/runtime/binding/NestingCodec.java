package org.ambrosia.runtime.binding;

import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.ambrosia.runtime.codegen.ObjectCodec;

/**
 * A codec that the user's code may use again while it is in use, for example in the iterator of a
 * collection that is stored. The inner use has a codec of its own: what an encoder has recorded of
 * one graph must not go into another. Used with its lock.
 */
final class NestingCodec implements ObjectCodec {
    private final Supplier<ObjectCodec> another;
    private final ObjectCodec codec;
    private boolean busy;

    NestingCodec(Supplier<ObjectCodec> another) {
        this.another = another;
        this.codec = another.get();
    }

    @Override
    public byte[] encode(Object value, Class<?> declared, Class<?>... contents) {
        if (busy) {
            return another.get().encode(value, declared, contents);
        }
        busy = true;
        try {
            return codec.encode(value, declared, contents);
        } finally {
            busy = false;
        }
    }

    @Override
    public byte[] encodeState(Object root) {
        busy = true;
        try {
            return codec.encodeState(root);
        } finally {
            busy = false;
        }
    }

    @Override
    public <T> T decodeState(byte[] bytes, int offset, int length, Class<T> rootType) {
        busy = true;
        try {
            return codec.decodeState(bytes, offset, length, rootType);
        } finally {
            busy = false;
        }
    }

    /** From any thread; the codec does not use its own state for this. */
    @Override
    public void verifyState(byte[] bytes, int offset, int length, Class<?> rootType) {
        codec.verifyState(bytes, offset, length, rootType);
    }

    @Override
    public <T> T decode(
            byte[] bytes, int offset, int length, LongConsumer heap, Class<T> declared, Class<?>... contents) {
        if (busy) {
            return another.get().decode(bytes, offset, length, heap, declared, contents);
        }
        busy = true;
        try {
            return codec.decode(bytes, offset, length, heap, declared, contents);
        } finally {
            busy = false;
        }
    }
}
