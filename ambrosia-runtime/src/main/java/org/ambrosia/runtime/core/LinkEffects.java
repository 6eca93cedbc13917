package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.PeerFrame;

/**
 * The effects on links that the core asks for, carried out as {@link Effects} are, in the order of
 * the calls.
 */
public interface LinkEffects {
    /**
     * Opens a link to the peer; {@link LinkEvent.Opened} or {@link LinkEvent.DialFailed} follows.
     */
    void dial(String peer);

    /** Sends a frame; it is dropped silently if the link is gone. */
    void send(int link, PeerFrame frame);

    /** Closes the link after the last frame is sent. Its events are ignored from now on. */
    void close(int link);

    /** Sets whether frames are read from the links. Peers have to wait while they are not. */
    void readLinks(boolean wanted);
}
