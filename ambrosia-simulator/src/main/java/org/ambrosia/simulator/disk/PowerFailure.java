package org.ambrosia.simulator.disk;

/** The machine stops in the middle of an operation. An error, so that nothing on the way up takes it for a failed write. */
public final class PowerFailure extends Error {
    private static final long serialVersionUID = 1;

    PowerFailure() {
        super("the power fails", null, false, false);
    }
}
