package org.ambrosia.acceptance;

import org.ambrosia.annotations.Immortal;

/** Takes numbered calls from one sender. */
@Immortal
interface Receiver {
    /** The next number; {@code sender} is told of every thousandth. */
    void number(long number, SenderProxy sender);

    /** How many numbers came. */
    long total();
}
