package org.ambrosia.runtime.serial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes of a graph by number, and the values that each refers to. Nodes are numbered in the
 * order of discovery, breadth first, so that no walk needs a stack as deep as the graph.
 */
final class Graph {
    private static final int NULL = -1;
    private static final int FIRST_INLINED = -2;

    private Object[] objects = new Object[16];
    private Shape[] shapes = new Shape[16];
    private int[] from = new int[17];
    private int[] refs = new int[16];
    private final List<Object> inlined = new ArrayList<>();
    private int shaped;
    private int refCount;

    /** Begins the node with the next number. */
    void begin(Shape shape) {
        if (shaped == shapes.length) {
            shapes = Arrays.copyOf(shapes, 2 * shaped);
            from = Arrays.copyOf(from, 2 * shaped + 1);
        }
        shapes[shaped++] = shape;
        from[shaped] = refCount;
    }

    /**
     * Adds a reference to a node, whose number may still be free, to the node that was begun last.
     */
    void addNode(int node) {
        if (refCount == refs.length) {
            refs = Arrays.copyOf(refs, 2 * refCount);
        }
        refs[refCount++] = node;
        from[shaped] = refCount;
    }

    void addNull() {
        addNode(NULL);
    }

    /** Adds a value that is not a node. */
    void addInlined(Object value) {
        inlined.add(value);
        addNode(FIRST_INLINED - (inlined.size() - 1));
    }

    /** Returns how many nodes were begun. */
    int size() {
        return shaped;
    }

    Shape shape(int node) {
        return shapes[node];
    }

    Object object(int node) {
        return node < objects.length ? objects[node] : null;
    }

    void put(int node, Object value) {
        if (node >= objects.length) {
            objects = Arrays.copyOf(objects, Math.max(node + 1, 2 * objects.length));
        }
        objects[node] = value;
    }

    int refCount(int node) {
        return from[node + 1] - from[node];
    }

    /**
     * Returns the number of the node that is referred to; negative for null or a value that is not
     * a node.
     */
    int ref(int node, int slot) {
        return refs[from[node] + slot];
    }

    /** Returns the value that is referred to; null also if it does not exist yet. */
    Object member(int node, int slot) {
        int ref = ref(node, slot);
        if (ref >= 0) {
            return objects[ref];
        }
        return ref == NULL ? null : inlined.get(FIRST_INLINED - ref);
    }

    /** Returns whether all references are to existing nodes. */
    boolean isClosed() {
        for (int i = 0; i < refCount; i++) {
            if (refs[i] >= shaped) {
                return false;
            }
        }
        objects = Arrays.copyOf(objects, Math.max(shaped, 1));
        return true;
    }
}
