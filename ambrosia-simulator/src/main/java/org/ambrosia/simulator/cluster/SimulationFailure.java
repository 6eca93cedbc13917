package org.ambrosia.simulator.cluster;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run failed. The message is a report from which the run can be repeated. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1;
    private static final int FRAMES_SHOWN = 10;

    /** A failure with this report. */
    SimulationFailure(String report, Throwable cause) {
        super(report, cause);
    }

    /** The failure of a run of this cluster. */
    static SimulationFailure of(Options options, Cluster cluster, Throwable failed) {
        String report = "Seed " + options.seed() + " failed: " + failed
                + "\n  commit   " + Commit.current()
                + "\n  options  " + options
                + "\n  faults   " + cluster.faults()
                + "\n  extremes " + (options.faults() ? Extremes.draw(options.seed()) : Extremes.none())
                + "\n  repeat   " + options.repeatLine()
                + "\nLast events:\n  " + String.join("\n  ", cluster.trace().last())
                + "\nThrown at:\n  " + thrownAt(failed);
        return new SimulationFailure(report, failed);
    }

    private static String thrownAt(Throwable failed) {
        return Stream.of(failed.getStackTrace())
                .limit(FRAMES_SHOWN)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining("\n  "));
    }
}
