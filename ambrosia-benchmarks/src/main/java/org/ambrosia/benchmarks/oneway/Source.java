package org.ambrosia.benchmarks.oneway;

import org.ambrosia.annotations.Immortal;

/** Sends calls. */
@Immortal
public interface Source {
    /** From itself: sends the next ones. */
    void send();

    /** From the sink: so many calls were taken, since it exists. */
    void taken(long calls);
}
