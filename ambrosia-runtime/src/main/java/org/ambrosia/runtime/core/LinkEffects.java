package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.PeerFrame;

/** What the core wants done with its links, carried out as {@link Effects} are, in the order of the calls. */
public interface LinkEffects {
    /** Open a link to the peer; {@link LinkEvent.Opened} or {@link LinkEvent.DialFailed} follows. */
    void dial(String peer);

    /** Send a frame; dropped without a word if the link is gone. */
    void send(int link, PeerFrame frame);

    /** Close the link behind what was sent. Its events are ignored from now on. */
    void close(int link);

    /** Whether frames are to be read from the links, which is how peers are made to wait. */
    void readLinks(boolean wanted);
}
