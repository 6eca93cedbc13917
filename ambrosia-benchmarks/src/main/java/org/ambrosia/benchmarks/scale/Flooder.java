package org.ambrosia.benchmarks.scale;

import org.ambrosia.annotations.Immortal;

/** Calls somebody who is not there. */
@Immortal
public interface Flooder {
    /** From itself: makes the next calls. */
    void flood();

    /** Never called. */
    void take(byte[] payload);
}
