package org.ambrosia.runtime.serial;

/**
 * The values that one node of a graph refers to. One object serves all nodes, positioned at one
 * after the other.
 */
final class Members {
    private final Graph graph;
    private int node;

    Members(Graph graph) {
        this.graph = graph;
    }

    Members of(int newNode) {
        node = newNode;
        return this;
    }

    int size() {
        return graph.refCount(node);
    }

    Object get(int slot) {
        return graph.member(node, slot);
    }

    /** Returns whether the value exists already. */
    boolean has(int slot) {
        int ref = graph.ref(node, slot);
        return ref < 0 || graph.object(ref) != null;
    }

    Object[] all() {
        Object[] all = new Object[size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = get(i);
        }
        return all;
    }
}
