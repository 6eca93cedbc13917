package org.ambrosia.runtime.serial;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits how many values the hash codes and comparisons of an argument's keys have to visit. A
 * value that several values hold is visited for each of them. Sixty lists, each of which holds the
 * next one twice, would take longer than the machine lives.
 */
final class KeySteps {
    /** About half a second. To change it is to change the log's format. */
    static final long MAX = 1L << 26;

    private static final long OPEN = -1;

    private final Graph graph;
    private final long[] steps;

    private KeySteps(Graph graph) {
        this.graph = graph;
        this.steps = new long[graph.size()];
    }

    /** Returns whether the keys of all containers together exceed the limit. */
    static boolean exceeded(Graph graph) {
        KeySteps keys = null;
        long total = 0;
        for (int node = 0; node < graph.size(); node++) {
            Shape shape = graph.shape(node);
            boolean hashes = shape.hashes(graph.refCount(node));
            for (int slot = 0; hashes && slot < graph.refCount(node); slot++) {
                int key = graph.ref(node, slot);
                if (key >= 0 && shape.isKey(slot) && counts(graph, key)) {
                    keys = keys == null ? new KeySteps(graph) : keys;
                    total += keys.of(key);
                    if (total > MAX) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Returns one more than the sum of all held values; a cycle counts once. */
    private long of(int start) {
        Deque<Walk> path = new ArrayDeque<>();
        if (steps[start] == 0) {
            enter(path, start);
        }
        while (!path.isEmpty()) {
            Walk top = path.peek();
            if (top.slot < graph.refCount(top.node)) {
                int ref = graph.ref(top.node, top.slot);
                if (ref < 0 || !counts(graph, ref)) {
                    top.slot++;
                } else if (steps[ref] == 0) {
                    enter(path, ref);
                } else {
                    top.sum = Math.min(MAX + 1, top.sum + Math.max(0, steps[ref]));
                    top.slot++;
                }
            } else {
                steps[top.node] = top.sum;
                path.pop();
            }
        }
        return steps[start];
    }

    private void enter(Deque<Walk> path, int node) {
        path.push(new Walk(node));
        steps[node] = OPEN;
    }

    private static boolean counts(Graph graph, int node) {
        Shape shape = graph.shape(node);
        return shape.isNested() || (shape instanceof FieldsShape fields && fields.hasOwnHash());
    }

    private static final class Walk {
        private final int node;
        private int slot;
        private long sum = 1;

        Walk(int node) {
            this.node = node;
        }
    }
}
