package org.ambrosia.benchmarks.state;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** Has much state. */
@Immortal
public interface Holder {
    /** Something to be logged. */
    @Impulse
    void log(byte[] filler);
}
