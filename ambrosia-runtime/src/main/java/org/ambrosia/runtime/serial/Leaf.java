package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.io.Output;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Stores a value that holds no other. */
final class Leaf<T> extends Shape {
    private final BiConsumer<Output, T> write;
    private final Function<BoundedInput, T> read;

    Leaf(BiConsumer<Output, T> write, Function<BoundedInput, T> read) {
        this.write = write;
        this.read = read;
    }

    /** Returns the shape of a value of which there is only one. */
    static <T> Leaf<T> constant(T value) {
        return new Leaf<>((out, same) -> {}, in -> value);
    }

    @Override
    @SuppressWarnings("unchecked") // Shapes are found by the value's class.
    void write(GraphWriter out, Object value) {
        write.accept(out.output(), (T) value);
    }

    @Override
    Object read(GraphReader in) {
        return read.apply(in.input());
    }
}
