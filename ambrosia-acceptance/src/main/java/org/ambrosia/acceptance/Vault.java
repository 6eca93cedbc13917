package org.ambrosia.acceptance;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;
import org.ambrosia.annotations.MethodId;

/** Is called by parties that it trusts, which know a secret, and by others. */
@Immortal
interface Vault {
    /** The next deposit of a depositor, which counts them from 1; returns how many of its deposits have come, or -1 without the secret. */
    @MethodId(1)
    long deposit(long secret, int depositor, long number);

    /** Anything, from anybody; returns its length. */
    @MethodId(2)
    int noise(byte[] anything);

    /** Asks the teller for the next proof. */
    @Impulse
    @MethodId(3)
    void ask();
}
