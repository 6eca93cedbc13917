package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.Attachment;

/** The events that state whether the application is there. */
public sealed interface PresenceEvent extends Event {
    /**
     * An application in another process has come. One that was there before is gone.
     *
     * @param attachment what it brings
     */
    record Attached(Attachment attachment) implements PresenceEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.presence().attached(this);
        }
    }

    /**
     * The application is gone; nothing that it sent before comes any more. The first event if it is
     * in another process.
     */
    record Detached() implements PresenceEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.presence().detached(this);
        }
    }

    /**
     * The application in this process has taken on the state that it was given; what it sends from
     * now on comes from that state.
     */
    record Restored() implements PresenceEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.presence().restored(this);
        }
    }

    /** Handles each of these events. */
    interface Handler {
        void attached(Attached event);

        void detached(Detached event);

        void restored(Restored event);
    }
}
