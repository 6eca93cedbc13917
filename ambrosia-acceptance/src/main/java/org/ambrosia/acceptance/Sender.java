package org.ambrosia.acceptance;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** Sends numbered calls, a batch for each impulse. */
@Immortal
interface Sender {
    /** Send the next batch. */
    @Impulse
    void goOn();

    /** The receiver has all numbers up to this one. */
    void confirmed(long number);
}
