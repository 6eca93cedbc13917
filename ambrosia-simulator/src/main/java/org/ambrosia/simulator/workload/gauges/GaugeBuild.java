package org.ambrosia.simulator.workload.gauges;

import java.util.stream.Collectors;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.UnknownMethodException;

/** The dispatcher as the processor generated it in one of two builds: the newest, or that before the interface got its newest method. */
final class GaugeBuild implements Dispatcher {
    /** Under this name there is no interface, with which the generated classes would be compared: it can't have two forms in one program. */
    private static final String INTERFACE = "org.ambrosia.simulator.workload.gauges.GaugeOfSomeBuild";

    private static final String NEWEST = " measure(";

    private final Dispatcher newest;
    private final boolean older;

    GaugeBuild(Dispatcher newest, boolean older) {
        this.newest = newest;
        this.older = older;
    }

    /** The id of the method that only the newest build has. */
    int newestId() {
        String line = newest.schema()
                .lines()
                .filter(each -> each.contains(NEWEST))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.split(" ", 3)[1]);
    }

    @Override
    public boolean dispatch(int methodId, ArgumentReader arguments, ArgumentWriter result) throws Exception {
        if (older && methodId == newestId()) {
            throw new UnknownMethodException(INTERFACE, methodId);
        }
        return newest.dispatch(methodId, arguments, result);
    }

    @Override
    public String schema() {
        return newest.schema()
                .lines()
                .filter(each -> !(older && each.contains(NEWEST)) && !each.startsWith("hash "))
                .map(each -> each.startsWith("interface ") ? "interface " + INTERFACE : each)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
