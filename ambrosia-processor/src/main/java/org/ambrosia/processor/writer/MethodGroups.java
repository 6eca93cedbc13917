package org.ambrosia.processor.writer;

import java.util.ArrayList;
import java.util.List;
import org.ambrosia.processor.model.MethodModel;

/** Methods in groups so small that what chooses among those of one is compiled by the JVM. */
final class MethodGroups {
    private static final int MAX_METHODS = 200;

    private MethodGroups() {}

    static List<List<MethodModel>> of(List<MethodModel> byId) {
        List<List<MethodModel>> groups = new ArrayList<>();
        for (int begin = 0; begin < byId.size(); begin += MAX_METHODS) {
            groups.add(byId.subList(begin, Math.min(begin + MAX_METHODS, byId.size())));
        }
        return groups;
    }
}
