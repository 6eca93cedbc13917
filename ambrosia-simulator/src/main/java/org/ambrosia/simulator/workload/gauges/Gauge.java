package org.ambrosia.simulator.workload.gauges;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;
import org.ambrosia.simulator.workload.Stamp;

/** Is read by others of its kind. The interface as the newest build has it. */
@Immortal
public interface Gauge {
    /** Asks this gauge to count at another one, or to have that measure. */
    @Impulse
    void order(String to, boolean measures);

    /** Another gauge counts here; each build has this. */
    void count(Stamp stamp);

    /** Another gauge wants the value of its number; builds before the newest do not have this. */
    long measure(String from, long number);
}
