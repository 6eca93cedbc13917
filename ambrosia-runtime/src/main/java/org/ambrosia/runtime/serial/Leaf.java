package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.io.Output;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Stores a value that holds no other. */
final class Leaf<T> extends Shape {
    private final BiConsumer<Output, T> write;
    private final Function<BoundedInput, T> read;
    private final int heapBytes;

    Leaf(BiConsumer<Output, T> write, Function<BoundedInput, T> read) {
        this(HeapBytes.LEAF, write, read);
    }

    /**
     * Creates a shape.
     *
     * @param heapBytes the memory that a value takes in addition to twice the bytes that it is read
     *     from
     */
    Leaf(int heapBytes, BiConsumer<Output, T> write, Function<BoundedInput, T> read) {
        this.heapBytes = heapBytes;
        this.write = write;
        this.read = read;
    }

    /** Returns the shape of a value that exists only once. */
    static <T> Leaf<T> constant(T value) {
        return new Leaf<>(0, (out, same) -> {}, in -> value);
    }

    @Override
    @SuppressWarnings("unchecked") // Shapes are found by the value's class.
    void write(GraphWriter out, Object value) {
        write.accept(out.output(), (T) value);
    }

    /**
     * A length that exceeds the input is rejected, so that the value that is read is limited before
     * it is counted.
     */
    @Override
    Object read(GraphReader in) {
        int begin = in.input().position();
        T value = read.apply(in.input());
        in.take(2L * (in.input().position() - begin));
        return value;
    }

    @Override
    int heapBytes() {
        return heapBytes;
    }
}
