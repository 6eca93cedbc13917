package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.CLASS_NOT_STORABLE;

import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.IdentityObjectIntMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.StateException;

/**
 * Writes one graph: each value once, in the order of discovery, and its number at each reference to
 * it.
 */
final class GraphWriter {
    private final Shapes.Used shapes;
    private final Output out;
    private final boolean isState;
    private final Graph graph = new Graph();
    private final IdentityObjectIntMap<Object> numbers = new IdentityObjectIntMap<>(8);
    /**
     * Values whose identity does not matter: equal ones are stored as one, whether or not they were
     * the same object.
     */
    private final Map<Object, Integer> values = new HashMap<>();

    private int[] foundBy = new int[16];
    private int[] foundAt = new int[16];
    private int found;
    private int current;
    private int slot;
    private int watchedPosition = Integer.MAX_VALUE;
    private String watched;

    GraphWriter(Shapes.Used shapes, Output out, boolean isState) {
        this.shapes = shapes;
        this.out = out;
        this.isState = isState;
    }

    void write(Object root) {
        graph.begin(GraphReader.ROOT);
        reference(root);
        for (current = 1; current <= found; current++) {
            slot = 0;
            Object value = graph.object(current);
            Shape shape = shapes.of(value, this);
            graph.begin(shape);
            out.writeVarInt(shapes.idOf(shape), true);
            shape.write(this, value);
            if (watched == null && out.total() > watchedPosition) {
                watched = path();
            }
        }
        int tooDeep = KeyDepth.exceededAt(graph, !isState);
        if (tooDeep >= 0) {
            current = tooDeep;
            throw refused(
                    "has keys that are nested more than " + KeyDepth.MAX + " deep, and asking those for their hash"
                            + " codes takes a stack that another process may not have. Use plain keys, such as identifiers.");
        }
        if (!isState && KeySteps.exceeded(graph)) {
            current = 1;
            throw refused("has keys whose hash codes look at more than " + KeySteps.MAX
                    + " values, each as often as it is held. Use plain keys, such as identifiers.");
        }
    }

    /** Requests the path of the value that is written at a position. */
    void watch(int position) {
        watchedPosition = position;
    }

    /** Returns the path that was requested. */
    String watched() {
        return watched == null ? "the table of classes" : watched;
    }

    /**
     * Returns whether state is written. The alternative is arguments, for which a copy is as good
     * as the original.
     */
    boolean isState() {
        return isState;
    }

    Output output() {
        return out;
    }

    /** Writes a reference to a value that the current value holds. */
    void reference(Object value) {
        if (value == null) {
            out.writeVarInt(Inlined.NULL, true);
            graph.addNull();
        } else if (Inlined.write(out, value)) {
            graph.addNull();
        } else {
            boolean byValue = value instanceof Comparable && Leaves.isValue(value.getClass());
            int number = byValue ? values.getOrDefault(value, 0) : numbers.get(value, 0);
            if (number == 0) {
                number = discover(value, byValue);
            }
            out.writeVarInt(Inlined.FIRST_NODE + number - 1, true);
            graph.addNode(number);
        }
        slot++;
    }

    /** Writes the class of an enum, which a container of its constants needs. */
    void enumType(Class<?> type) {
        out.writeVarInt(shapes.idOf(shapes.ofEnum(type, this)), true);
    }

    /** Returns whether the values that the current value refers to hold no other values. */
    boolean holdsLeavesOnly() {
        for (int i = 0; i < graph.refCount(current); i++) {
            int ref = graph.ref(current, i);
            if (ref >= 0 && !shapes.of(graph.object(ref), this).isLeaf()) {
                return false;
            }
        }
        return true;
    }

    private int discover(Object value, boolean byValue) {
        found++;
        if (found == foundBy.length) {
            foundBy = Arrays.copyOf(foundBy, 2 * found);
            foundAt = Arrays.copyOf(foundAt, 2 * found);
        }
        foundBy[found] = current;
        foundAt[found] = slot;
        if (byValue) {
            values.put(value, found);
        } else {
            numbers.put(value, found);
        }
        graph.put(found, value);
        return found;
    }

    /**
     * Returns the error for the current value, which can't be stored; the message begins with its
     * path.
     */
    StateException refused(ErrorTag tag, String why) {
        return new StateException(tag, path() + " " + why);
    }

    /** Returns the error for the current value, which can't be stored. */
    StateException refused(String why) {
        return refused(CLASS_NOT_STORABLE, why);
    }

    /**
     * Returns the fields that lead to the current value, such as {@code
     * Server.carts.value[2].owner}.
     */
    private String path() {
        return FieldPath.of(graph, Math.max(current, 1), foundBy, foundAt);
    }
}
