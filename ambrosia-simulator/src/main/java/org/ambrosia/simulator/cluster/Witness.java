package org.ambrosia.simulator.cluster;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.PeerFrame;

/** Watches a run in which something special is done, and explains what comes of that. */
interface Witness {
    /** Whether that is why a process warns. */
    boolean explainsWarning(SimProcess process, ErrorTag tag, String message);

    /** Whether that is why a process has ended itself. */
    boolean explainsEnd(SimProcess process, AmbrosiaException reason);

    /** A process sends a frame to this instance or client. */
    void sent(SimProcess sender, String receiver, int link, PeerFrame frame);
}
