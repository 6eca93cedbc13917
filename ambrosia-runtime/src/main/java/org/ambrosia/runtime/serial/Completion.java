package org.ambrosia.runtime.serial;

import java.util.Arrays;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;

/**
 * Creates and fills the values of a graph that was read, each after those that it holds. Among
 * values that hold each other, those that ask for hash codes or comparisons are filled last, when
 * all of them are whole. The algorithm is Tarjan's strongly connected components, without
 * recursion.
 */
final class Completion {
    /**
     * The max number of elements that are put into containers early more than once. One early
     * filling of each container does not count. Many constructors may look into one large
     * container.
     */
    private static final long MAX_EARLY_AGAIN = 1L << 24;

    private final Graph graph;
    private final Members members;
    private final int[] number;
    private final int[] low;
    private final int[] next;
    private final int[] missing;
    private final boolean[] closed;
    private final boolean[] full;
    private final boolean[] early;
    private final Waiting waiting = new Waiting();
    private int[] path = new int[16];
    private int pathLength;
    private int[] component = new int[16];
    private int componentLength;
    private int numbered;
    private long earlyAgain;

    private Completion(Graph graph) {
        int size = graph.size();
        this.graph = graph;
        this.members = new Members(graph);
        this.number = new int[size];
        this.low = new int[size];
        this.next = new int[size];
        this.missing = new int[size];
        this.closed = new boolean[size];
        this.full = new boolean[size];
        this.early = new boolean[size];
    }

    /** Completes a node and all nodes that it leads to. */
    static Object of(Graph graph, int root) {
        new Completion(graph).walk(root);
        return graph.object(root);
    }

    private void walk(int root) {
        enter(root);
        while (pathLength > 0) {
            int node = path[pathLength - 1];
            if (next[node] < graph.refCount(node)) {
                int ref = graph.ref(node, next[node]++);
                if (ref >= 0 && number[ref] == 0) {
                    enter(ref);
                } else if (ref >= 0 && !closed[ref]) {
                    low[node] = Math.min(low[node], number[ref]);
                }
            } else {
                leave(node);
            }
        }
    }

    private void enter(int node) {
        number[node] = low[node] = ++numbered;
        if (pathLength == path.length) {
            path = Arrays.copyOf(path, 2 * pathLength);
        }
        path[pathLength++] = node;
        if (componentLength == component.length) {
            component = Arrays.copyOf(component, 2 * componentLength);
        }
        component[componentLength++] = node;
        int needed = graph.shape(node).neededToCreate();
        if (graph.object(node) == null && needed < Shape.ALL) {
            createIfPossible(node);
        }
    }

    private void leave(int node) {
        pathLength--;
        for (int slot = 0; slot < graph.refCount(node); slot++) {
            if (!members.of(node).has(slot)) {
                missing[node]++;
                waiting.add(graph.ref(node, slot), node, graph.size());
            }
        }
        if (graph.shape(node).isFilled() && graph.object(node) != null && missing[node] > 0) {
            graph.shape(node).fillPartly(graph.object(node), members.of(node));
        }
        proceed(node);
        if (low[node] == number[node]) {
            close(node);
        }
        if (pathLength > 0) {
            int parent = path[pathLength - 1];
            low[parent] = Math.min(low[parent], low[node]);
        }
    }

    /** Does what is possible now for a node, and for those that wait for it. */
    private void proceed(int first) {
        int due = Waiting.NONE;
        int node = first;
        while (true) {
            if (graph.object(node) == null && createIfPossible(node)) {
                due = waiting.moveTo(due, node, each -> missing[each]--);
            }
            Shape shape = graph.shape(node);
            if (graph.object(node) != null && missing[node] == 0 && shape.isFilled() && !shape.isHashed()) {
                shape.fill(graph.object(node), members.of(node));
                full[node] = true;
            }
            if (due == Waiting.NONE) {
                return;
            }
            node = waiting.node(due);
            due = waiting.next(due);
        }
    }

    private boolean createIfPossible(int node) {
        Shape shape = graph.shape(node);
        int needed = Math.min(shape.neededToCreate(), graph.refCount(node));
        for (int slot = 0; slot < needed; slot++) {
            if (!members.of(node).has(slot)) {
                return false;
            }
        }
        for (int slot = 0; slot < needed; slot++) {
            fillEarly(graph.ref(node, slot));
        }
        Object created = shape.create(members.of(node));
        if (created == null) {
            throw new IllegalArgumentException("nothing was created");
        }
        graph.put(node, created);
        return true;
    }

    /**
     * Fills a container on a cycle early. A constructor may look into it, and can only see what is
     * already there.
     */
    private void fillEarly(int node) {
        if (node < 0 || full[node] || closed[node] || number[node] == 0) {
            return;
        }
        Shape shape = graph.shape(node);
        if (!shape.isHashed() || (early[node] && earlyAgain >= MAX_EARLY_AGAIN)) {
            return;
        }
        earlyAgain += early[node] ? graph.refCount(node) : 0;
        for (int slot = 0; slot < graph.refCount(node); slot++) {
            if (!members.of(node).has(slot)) {
                return;
            }
            int key = graph.ref(node, slot);
            if (key >= 0 && !full[key]) {
                graph.shape(key).fillPartly(graph.object(key), members.of(key));
            }
        }
        early[node] = true;
        attempt(shape, node);
    }

    private void close(int root) {
        int begin = componentLength;
        do {
            begin--;
        } while (component[begin] != root);
        int hashed = 0;
        for (int i = begin; i < componentLength; i++) {
            int node = component[i];
            closed[node] = true;
            if (graph.object(node) == null || missing[node] > 0) {
                throw new MalformedDataException(
                        ErrorTag.MALFORMED_MESSAGE,
                        "Stored objects can't be read: a value holds itself that exists only when what it holds does.");
            }
            hashed += graph.shape(node).isHashed() ? 1 : 0;
        }
        if (hashed > 1) {
            fillHashed(begin, false);
        }
        if (hashed > 0) {
            fillHashed(begin, true);
        }
        componentLength = begin;
    }

    /** Fills hashed containers, in the reverse order of their discovery. */
    private void fillHashed(int begin, boolean decides) {
        for (int i = componentLength - 1; i >= begin; i--) {
            int node = component[i];
            Shape shape = graph.shape(node);
            if (!shape.isHashed()) {
                continue;
            }
            if (decides) {
                shape.fill(graph.object(node), members.of(node));
                full[node] = true;
            } else {
                attempt(shape, node);
            }
        }
    }

    /**
     * Tries to fill a container. Hash codes may need a container that is filled only later; the
     * last filling, when all were filled once, decides.
     */
    private void attempt(Shape shape, int node) {
        try {
            shape.fill(graph.object(node), members.of(node));
        } catch (RuntimeException tooEarly) {
            return;
        }
    }
}
