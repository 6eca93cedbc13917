package org.ambrosia.runtime.serial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ambrosia.runtime.codegen.ImmortalBase;

/** The path of fields that leads to a value, for messages. */
final class FieldPath {
    private static final int MAX_STEPS = 12;

    private FieldPath() {}

    /**
     * Returns the shortest path to a node.
     *
     * @param foundBy the node that each node was discovered by
     * @param foundAt the number of the reference by which it was discovered
     */
    static String of(Graph graph, int node, int[] foundBy, int[] foundAt) {
        List<String> steps = new ArrayList<>();
        int at = node;
        while (foundBy[at] > 0 && !(graph.object(at) instanceof ImmortalBase)) {
            steps.add(graph.shape(foundBy[at]).step(foundAt[at]));
            at = foundBy[at];
        }
        Collections.reverse(steps);
        if (steps.size() > MAX_STEPS) {
            steps.subList(MAX_STEPS / 2, steps.size() - MAX_STEPS / 2).clear();
            steps.add(MAX_STEPS / 2, "…");
        }
        return nameOf(graph.object(at).getClass()) + String.join("", steps);
    }

    static String nameOf(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
