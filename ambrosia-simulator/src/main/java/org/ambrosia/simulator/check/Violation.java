package org.ambrosia.simulator.check;

/** A guarantee was broken. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    /** Makes the error. */
    public Violation(String message) {
        super(message);
    }

    /** Throws unless the condition holds. */
    public static void unless(boolean holds, String message) {
        if (!holds) {
            throw new Violation(message);
        }
    }
}
