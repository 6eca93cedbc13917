package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.KryoException;
import java.util.function.IntFunction;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ProtocolException;

/** Reads one graph: first all values with what they refer to, then {@link Completion} puts them together. */
final class GraphReader {
    /** What refers to the first value. */
    static final Shape ROOT = new Root();

    private final BoundedInput in;
    private final IntFunction<Shape> shapes;
    private final boolean isState;
    private final Graph graph = new Graph();

    /**
     * Creates a reader.
     *
     * @param shapes the shape of each class by the number that it has in the graph; throws if there is none
     */
    GraphReader(BoundedInput in, IntFunction<Shape> shapes, boolean isState) {
        this.in = in;
        this.shapes = shapes;
        this.isState = isState;
    }

    Object read() {
        graph.begin(ROOT);
        graph.put(0, ROOT);
        reference();
        while (in.position() < in.limit()) {
            int node = graph.size();
            Shape shape = shapes.apply(in.readVarInt(true));
            graph.begin(shape);
            Object value = shape.read(this);
            if (value != null) {
                graph.put(node, value);
            }
        }
        if (!graph.isClosed()) {
            throw new KryoException("a reference to an object that is not there");
        }
        if (KeyDepth.exceededAt(graph, !isState) >= 0) {
            throw new ProtocolException(
                    ErrorTag.MalformedMessage,
                    "Keys of a container are nested more than " + KeyDepth.MAX + " deep. Use plain keys, such as"
                            + " identifiers.");
        }
        int root = graph.ref(0, 0);
        return root < 0 || graph.shape(root).isLeaf() ? graph.member(0, 0) : Completion.of(graph, root);
    }

    BoundedInput input() {
        return in;
    }

    /** Reads a reference of the current value. */
    void reference() {
        int code = in.readVarInt(true);
        if (code == Inlined.NULL) {
            graph.addNull();
        } else if (code < Inlined.FIRST_NODE) {
            graph.addInlined(Inlined.read(in, code));
        } else {
            graph.addNode(code - Inlined.FIRST_NODE + 1);
        }
    }

    /** Reads a primitive that is needed later, in the place of a reference. */
    void primitive(String type) {
        graph.addInlined(Primitives.read(in, type));
    }

    /** Passes over a reference, so that the current value does not lead there. */
    void skipReference() {
        int code = in.readVarInt(true);
        if (code < Inlined.FIRST_NODE) {
            Inlined.read(in, code);
        }
    }

    /** Reads that many references of the current value. */
    void references(int count) {
        for (int i = 0; i < count; i++) {
            reference();
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
    }
}
