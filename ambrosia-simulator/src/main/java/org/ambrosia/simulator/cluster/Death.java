package org.ambrosia.simulator.cluster;

/** A process dies in the middle of what it does. An error of the machine, so that nothing on the way up takes it for its own. */
final class Death extends VirtualMachineError {
    private static final long serialVersionUID = 1;

    Death() {
        super("the process dies");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
