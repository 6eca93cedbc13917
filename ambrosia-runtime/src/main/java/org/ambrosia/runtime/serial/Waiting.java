package org.ambrosia.runtime.serial;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The nodes that wait for others to be created: for each awaited node, a chain of places. Small,
 * because peers decide how many nodes wait.
 */
final class Waiting {
    /** The end of each chain. */
    static final int NONE = -1;

    private int[] firsts = {};
    private int[] nodes = {};
    private int[] nexts = {};
    private int size;

    /**
     * Notes that a node waits.
     *
     * @param nodeCount how many nodes there are
     */
    void add(int awaited, int node, int nodeCount) {
        if (firsts.length == 0) {
            firsts = new int[nodeCount];
            Arrays.fill(firsts, NONE);
        }
        if (size == nodes.length) {
            int larger = Math.max(16, 2 * size);
            nodes = Arrays.copyOf(nodes, larger);
            nexts = Arrays.copyOf(nexts, larger);
        }
        nodes[size] = node;
        nexts[size] = firsts[awaited];
        firsts[awaited] = size++;
    }

    /**
     * Puts the nodes that wait for a node in front of a chain.
     *
     * @param each receives each of those nodes
     * @return the longer chain
     */
    int moveTo(int chain, int awaited, IntConsumer each) {
        if (firsts.length == 0 || firsts[awaited] == NONE) {
            return chain;
        }
        int first = firsts[awaited];
        firsts[awaited] = NONE;
        int last = first;
        each.accept(nodes[first]);
        while (nexts[last] != NONE) {
            last = nexts[last];
            each.accept(nodes[last]);
        }
        nexts[last] = chain;
        return first;
    }

    int node(int place) {
        return nodes[place];
    }

    int next(int place) {
        return nexts[place];
    }
}
