package org.ambrosia.runtime.core.driver;

import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Delivery;

/**
 * The application of an instance, as the driver of its replica uses it. No method blocks, but for
 * {@link #verify}.
 */
public interface ApplicationPort {
    /** Returns whether it is there from the beginning, in this process. */
    boolean isLocal();

    /** As {@link org.ambrosia.runtime.core.Effects#arrayFor}. */
    byte[] arrayFor(int bytes);

    /**
     * Checks that a state which it gave can be loaded as the same state. May take long; from any
     * thread. An application in another process checks this before it sends its state.
     *
     * @throws AmbrosiaException if it can't
     */
    void verify(byte[] state);

    /**
     * As {@link org.ambrosia.runtime.core.Effects#deliver}; it need not leave before {@link
     * #flush}.
     */
    void deliver(Delivery delivery);

    /** As {@link org.ambrosia.runtime.core.Effects#refuseBinding}. */
    void refuse(AmbrosiaException reason);

    /** As {@link org.ambrosia.runtime.core.Effects#cutBinding}. */
    void cut();

    /**
     * Passes what it sent, but not more than a few megabytes at once; returns whether there may be
     * more.
     */
    boolean take(Consumer<Event> consumer);

    /** Sends what was delivered. */
    void flush();
}
