package org.ambrosia.benchmarks.steady;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** Sends numbers. */
@Immortal
public interface Pacer {
    /** From itself, at a steady pace: sends the next number. */
    @Impulse
    void tick();

    /** From a counter: this number was counted. */
    void counted(long number);
}
