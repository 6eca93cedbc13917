package org.ambrosia.simulator.cluster;

import java.util.Set;
import org.ambrosia.runtime.core.LinkEvent;

/** Who is at one end of a link: a coordinator, or a client. */
interface LinkEnd {
    /** The name by which the other end knows it. */
    String name();

    /** Does this as the process, unless it has ended. */
    void run(Runnable action);

    /** Is told what happened on a link. */
    void on(LinkEvent event);

    boolean isAlive();

    /** The names that it can prove to have; null if links are not encrypted. */
    default Set<String> certified() {
        return null;
    }

    /** The log that it has; 0 if it has none. */
    default long incarnation() {
        return 0;
    }

    /** Whether frames are read. */
    boolean isReading();
}
