package org.ambrosia.simulator.cluster;

/** A run failed. The message is a report from which the run can be repeated. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    SimulationFailure(String report, Throwable cause) {
        super(report, cause);
    }
}
