package org.ambrosia.runtime.core.driver;

import org.ambrosia.runtime.protocol.PeerFrame;

/** The links to peers, as a driver uses them. No method blocks; what comes of them is an event. */
public interface LinkPort {
    /** Listens to peers from now on. */
    void accept();

    /** As {@link org.ambrosia.runtime.core.Effects#dial}. */
    void dial(String peer);

    /** As {@link org.ambrosia.runtime.core.Effects#send}; it need not leave before {@link #flush}. */
    void send(int link, PeerFrame frame);

    /** As {@link org.ambrosia.runtime.core.Effects#close}. */
    void close(int link);

    /** As {@link org.ambrosia.runtime.core.Effects#readLinks}. */
    void reading(boolean wanted);

    /** Sends what waits. */
    void flush();
}
