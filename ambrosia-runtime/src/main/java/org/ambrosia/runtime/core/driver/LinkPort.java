package org.ambrosia.runtime.core.driver;

import org.ambrosia.runtime.core.LinkEffects;

/**
 * The links to peers, as a driver uses them. No method blocks; the results are events. What is sent
 * need not leave before {@link #flush}.
 */
public interface LinkPort extends LinkEffects {
    /** Listens to peers from now on. */
    void accept();

    /** Sends what waits. */
    void flush();
}
