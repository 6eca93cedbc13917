package org.ambrosia.simulator.workload.stores;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;
import org.ambrosia.simulator.workload.Stamp;

/** Keeps content in slots, and a copy of each other store's. */
@Immortal
public interface Store {
    /** New content for a slot, made from the seed. */
    @Impulse
    void put(int slot, int bytes, long seed);

    /** Another store has new content. */
    void copy(Stamp stamp, int slot, byte[] content);
}
