package org.ambrosia.helloworld.server.api;

import org.ambrosia.annotations.Immortal;

/** An instance that wants to know how many messages the server has received. */
@Immortal
public interface Respondee {
    /** The server has received so many messages. */
    void responseFromServer(int messagesReceived);
}
