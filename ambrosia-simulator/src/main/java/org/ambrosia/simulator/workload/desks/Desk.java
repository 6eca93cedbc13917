package org.ambrosia.simulator.workload.desks;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** Orders goods, each of which has a number of its own in the whole run. */
@Immortal
public interface Desk {
    /** Asks this desk to order goods at another one, or at itself. */
    @Impulse
    void order(String at, long goods, boolean confirmed);

    /** An order that is not confirmed. */
    void take(String from, long goods);

    /** An order that is confirmed, by a number that belongs to the goods. */
    long confirm(String from, long goods);
}
