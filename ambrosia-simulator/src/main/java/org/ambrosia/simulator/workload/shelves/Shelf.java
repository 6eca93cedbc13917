package org.ambrosia.simulator.workload.shelves;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;
import org.ambrosia.simulator.workload.Stamp;

/** Keeps caches, views, queues and graphs, as users do. */
@Immortal
public interface Shelf {
    /** Does what the number says with some part of the state, and tells the next shelf what could be seen of it. */
    @Impulse
    void stir(long choice);

    /** Another shelf has seen this; returns what is seen here. */
    String seen(Stamp stamp, long choice, String there);
}
