package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.api.AmbrosiaException;

/** Where a binding sends what it has to say to its coordinator. Does not block; {@link #send} may be called from any thread. */
public interface BindingPort {
    /** Sends whole messages; the array is the port's from now on. */
    void send(byte[] bytes, int length);

    /** Sends the application's state, behind all messages that were sent before. */
    void checkpoint(byte[] application);

    /** The application's state can't be stored now. */
    void checkpointFailed(AmbrosiaException why);

    /** Everything that was logged before this process became primary was executed. */
    void caughtUp();
}
