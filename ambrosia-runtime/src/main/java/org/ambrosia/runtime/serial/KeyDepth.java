package org.ambrosia.runtime.serial;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits how deep the keys of hashed and sorted containers are nested, equally for writing and
 * reading. Their hash codes and comparisons are recursive, and the depth of the stack differs from
 * process to process. Nothing else is limited, because nothing else is recursive.
 */
final class KeyDepth {
    static final int MAX = 500;
    private static final int OPEN = -1;

    private final Graph graph;
    private final boolean objectsToo;
    private final int[] depths;

    private KeyDepth(Graph graph, boolean objectsToo) {
        this.graph = graph;
        this.objectsToo = objectsToo;
        this.depths = new int[graph.size()];
    }

    /**
     * Finds a container whose keys are nested too deeply.
     *
     * @param objectsToo whether objects of applications count too, whose hash codes may be
     *     recursive or not
     * @return the container's number, or -1 if there is none
     */
    static int exceededAt(Graph graph, boolean objectsToo) {
        if (graph.size() <= MAX) {
            return -1;
        }
        KeyDepth keys = new KeyDepth(graph, objectsToo);
        for (int node = 0; node < graph.size(); node++) {
            if (graph.shape(node).hashes(graph.refCount(node)) && keys.exceeds(node)) {
                return node;
            }
        }
        return -1;
    }

    private boolean exceeds(int container) {
        for (int slot = 0; slot < graph.refCount(container); slot++) {
            int key = graph.ref(container, slot);
            if (key >= 0 && graph.shape(container).isKey(slot) && counts(key) && depthOf(key) > MAX) {
                return true;
            }
        }
        return false;
    }

    /** Returns one more than the depth of the deepest held value; a cycle counts once. */
    private int depthOf(int start) {
        Deque<int[]> path = new ArrayDeque<>();
        if (depths[start] == 0) {
            path.push(new int[] {start, 0, 0});
            depths[start] = OPEN;
        }
        while (!path.isEmpty()) {
            int[] top = path.peek();
            if (counts(top[0]) && top[1] < graph.refCount(top[0])) {
                int ref = graph.ref(top[0], top[1]++);
                if (ref >= 0 && depths[ref] == 0) {
                    path.push(new int[] {ref, 0, 0});
                    depths[ref] = OPEN;
                } else if (ref >= 0) {
                    top[2] = Math.max(top[2], depths[ref]);
                }
            } else {
                depths[top[0]] = 1 + top[2];
                path.pop();
                if (!path.isEmpty()) {
                    path.peek()[2] = Math.max(path.peek()[2], 1 + top[2]);
                }
            }
        }
        return depths[start];
    }

    private boolean counts(int node) {
        Shape shape = graph.shape(node);
        return shape.isNested() || (objectsToo && shape instanceof FieldsShape);
    }
}
