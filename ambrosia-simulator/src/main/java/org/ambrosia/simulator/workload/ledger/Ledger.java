package org.ambrosia.simulator.workload.ledger;

import org.ambrosia.annotations.Immortal;

/** Is called from outside. */
@Immortal
public interface Ledger {
    /** The next call of a client, which counts its calls from 1; returns the same number. */
    long enter(String caller, long number, byte[] filler);
}
