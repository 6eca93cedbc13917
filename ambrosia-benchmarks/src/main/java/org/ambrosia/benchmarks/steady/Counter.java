package org.ambrosia.benchmarks.steady;

import org.ambrosia.annotations.Immortal;

/** Is sent numbers, and answers each. */
@Immortal
public interface Counter {
    /** The next number, and filler; answered to {@code from}. */
    void count(long number, byte[] filler, PacerProxy from);
}
