package org.ambrosia.acceptance;

import org.ambrosia.annotations.Immortal;

/** Takes numbered calls from one sender. */
@Immortal
interface Receiver {
    /** The next number; {@code sender} is told of every thousandth. */
    void number(long number, SenderProxy sender);

    /** The next number, from outside; returns how many came. */
    long next(long number);

    /** How many numbers came. */
    long total();
}
