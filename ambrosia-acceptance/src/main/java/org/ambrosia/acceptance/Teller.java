package org.ambrosia.acceptance;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** Proves to a vault that it is itself, and deposits there. */
@Immortal
interface Teller {
    /** Returns what only this party can know of a number. */
    long prove(long number);

    /** Begins to deposit again and again, each time when the deposit before was answered; or makes no more. */
    @Impulse
    void deposit(boolean wanted);
}
