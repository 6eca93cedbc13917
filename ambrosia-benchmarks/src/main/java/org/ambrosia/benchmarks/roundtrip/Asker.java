package org.ambrosia.benchmarks.roundtrip;

import org.ambrosia.annotations.Immortal;

/** Calls, and waits for answers. */
@Immortal
public interface Asker {
    /** From itself: begins. */
    void begin();
}
