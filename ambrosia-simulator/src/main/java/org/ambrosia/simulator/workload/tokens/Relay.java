package org.ambrosia.simulator.workload.tokens;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;
import org.ambrosia.simulator.workload.Stamp;

/** Passes tokens on. */
@Immortal
public interface Relay {
    /** A token from outside. */
    @Impulse
    void inject(Token token);

    /** A token from a relay. */
    void pass(Stamp stamp, Token token);

    /** A token from a relay that waits for the answer. */
    long visit(Stamp stamp, Token token, boolean fails);
}
