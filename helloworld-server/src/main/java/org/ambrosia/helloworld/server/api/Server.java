package org.ambrosia.helloworld.server.api;

import org.ambrosia.annotations.Immortal;

/** Counts messages, and tells everyone who asked to be told. */
@Immortal
public interface Server {
    /** From now on the instance of this name is told how many messages were received. */
    void addRespondee(String instance);

    /** Receives a message. */
    void receiveMessage(String message);
}
