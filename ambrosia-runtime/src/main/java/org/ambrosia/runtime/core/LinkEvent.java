package org.ambrosia.runtime.core;

import java.util.Set;

/** What happened on links to peers and clients, and to their addresses. */
public sealed interface LinkEvent extends CoordinatorEvent {
    /**
     * A link was opened.
     *
     * @param link its number, never used again
     * @param dialled the peer that was dialled; null if the other side dialled
     * @param incarnation the incarnation of the dialled peer's log that was published with its
     *     address; 0 if that is not known
     * @param certified the instances that the other side has proved to be; null if links are not
     *     encrypted
     */
    record Opened(int link, String dialled, long incarnation, Set<String> certified) implements LinkEvent {
        /** Creates the event of a link that is not encrypted. */
        public Opened(int link, String dialled) {
            this(link, dialled, 0, null);
        }

        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.links().opened(this);
        }
    }

    /**
     * A frame came in.
     *
     * @param link the link
     * @param bytes the array that begins with the frame, without its length; read before the
     *     event's handler returns
     * @param length how many bytes the frame takes
     */
    record Received(int link, byte[] bytes, int length) implements LinkEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.links().received(this);
        }
    }

    /**
     * A link is gone.
     *
     * @param link the link
     */
    record Closed(int link) implements LinkEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.links().closed(this);
        }
    }

    /**
     * A peer could not be reached.
     *
     * @param peer its name
     */
    record DialFailed(String peer) implements LinkEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.links().dialFailed(this);
        }
    }

    /**
     * A peer has published its address, perhaps a new one.
     *
     * @param peer its name
     */
    record PeerPublished(String peer) implements LinkEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.links().peerPublished(this);
        }
    }

    /** Handles each of these events. */
    interface Handler {
        void opened(Opened event);

        void received(Received event);

        void closed(Closed event);

        void dialFailed(DialFailed event);

        void peerPublished(PeerPublished event);
    }
}
