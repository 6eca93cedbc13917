package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.KryoException;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;

/**
 * Reads one graph: first all values with their references, then {@link Completion} assembles them.
 * Counts the memory of each value before it is created, by its shape and its bytes (ADR 0027).
 */
final class GraphReader {
    /** The shape of the node that refers to the first value. */
    static final Shape ROOT = new Root();

    private final BoundedInput in;
    private final IntFunction<Shape> shapes;
    private final boolean isState;
    private final LongConsumer heap;
    private final Graph graph = new Graph();
    /** The part of the counted memory that only reading needs. */
    private long scratchBytes;

    private int bytesEach;

    /**
     * Creates a reader.
     *
     * @param shapes the shape of each class by the number that it has in the graph; throws if there
     *     is none
     * @param heap receives the memory of values before they are created, and throws if that is too
     *     much
     */
    GraphReader(BoundedInput in, IntFunction<Shape> shapes, boolean isState, LongConsumer heap) {
        this.in = in;
        this.shapes = shapes;
        this.isState = isState;
        this.heap = heap;
    }

    Object read() {
        graph.begin(ROOT);
        graph.put(0, ROOT);
        reference();
        while (in.position() < in.limit()) {
            int node = graph.size();
            Shape shape = shapes.apply(in.readVarInt(true));
            begin(shape);
            Object value = shape.read(this);
            if (value != null) {
                graph.put(node, value);
            }
        }
        if (!graph.isClosed()) {
            throw new KryoException("a reference to an object that is not there");
        }
        if (KeyDepth.exceededAt(graph, !isState) >= 0) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "Keys of a container are nested more than " + KeyDepth.MAX + " deep. Use plain keys, such as"
                            + " identifiers.");
        }
        int root = graph.ref(0, 0);
        boolean isWhole = root < 0 || graph.shape(root).isLeaf();
        Object value = isWhole ? graph.member(0, 0) : complete(root);
        heap.accept(-scratchBytes);
        return value;
    }

    /**
     * The nesting depth of keys was checked before. So a stack overflows here only if a hash code
     * or a comparison never ends, which is the same on each replica. The state is this process's
     * own, and its hash codes were already computed before.
     */
    private Object complete(int root) {
        if (isState) {
            return Completion.of(graph, root);
        }
        if (KeySteps.exceeded(graph)) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "Hash codes of a container's keys would have to look at more than " + KeySteps.MAX
                            + " values, each as often as it is held. Use plain keys, such as identifiers.");
        }
        try {
            return Completion.of(graph, root);
        } catch (RuntimeException | StackOverflowError failed) {
            if (!isOverflow(failed)) {
                throw failed;
            }
            // The overflow is not set as the cause: an error of the virtual machine ends the
            // replica (ADR 0029).
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "A hash code or a comparison of a container's key never ends, since the key leads to itself. Use plain keys,"
                            + " such as identifiers.");
        }
    }

    private static boolean isOverflow(Throwable failed) {
        for (Throwable each = failed; each != null; each = each.getCause()) {
            if (each instanceof StackOverflowError) {
                return true;
            }
        }
        return false;
    }

    private void begin(Shape shape) {
        take(shape.heapBytes(), HeapBytes.NODE_SCRATCH);
        bytesEach = shape.heapBytesEach();
        graph.begin(shape);
    }

    /**
     * Counts memory that the current value takes in addition to the memory that its shape states.
     */
    void take(long bytes) {
        heap.accept(bytes);
    }

    private void take(long bytes, long scratch) {
        scratchBytes += scratch;
        heap.accept(bytes + scratch);
    }

    BoundedInput input() {
        return in;
    }

    /** Reads a reference of the current value. */
    void reference() {
        references(1);
    }

    private void readReference() {
        int code = in.readVarInt(true);
        if (code == Inlined.NULL) {
            graph.addNull();
        } else if (code < Inlined.FIRST_NODE) {
            take(HeapBytes.BOX, HeapBytes.INLINED_SCRATCH);
            graph.addInlined(Inlined.read(in, code));
        } else {
            graph.addNode(code - Inlined.FIRST_NODE + 1);
        }
    }

    /** Reads a primitive that is needed later, in the place of a reference. */
    void primitive(String type) {
        take(0, HeapBytes.REFERENCE_SCRATCH + HeapBytes.INLINED_SCRATCH + HeapBytes.BOX);
        graph.addInlined(Primitives.read(in, type));
    }

    /** Passes over a reference, so that the current value does not lead to its target. */
    void skipReference() {
        int code = in.readVarInt(true);
        if (code < Inlined.FIRST_NODE) {
            Inlined.read(in, code);
        }
    }

    /** Reads {@code count} references of the current value. */
    void references(int count) {
        take((long) count * bytesEach, (long) count * HeapBytes.REFERENCE_SCRATCH);
        for (int i = 0; i < count; i++) {
            readReference();
        }
    }

    Class<?> enumType() {
        if (shapes.apply(in.readVarInt(true)) instanceof EnumShape shape) {
            return shape.type();
        }
        throw new KryoException("an enum's class is none");
    }

    private static final class Root extends Shape {
        @Override
        void write(GraphWriter out, Object value) {}

        @Override
        Object read(GraphReader in) {
            return null;
        }

        @Override
        int heapBytes() {
            return 0;
        }
    }
}
