package org.ambrosia.runtime.core;

/**
 * What happened, as a {@link Replica} receives it: a family of events for each conversation that it
 * has. It passes on the events of its coordinator. Arrays belong to the core from then on: the host
 * neither changes nor reuses them, unless the event's Javadoc states that they are read before its
 * handler returns.
 *
 * <p>An event calls the method of its {@link Handler} that is for it, so that the compiler requires
 * a method for each. An event that can't come at the moment ends the instance with an {@linkplain
 * org.ambrosia.runtime.api.ErrorTag#INTERNAL_ERROR internal error}.
 */
public sealed interface Event permits CoordinatorEvent, LeadershipEvent, PresenceEvent, RestoreEvent {
    /** Calls the handler's method for this event. */
    void handle(Handler handler);

    /** Handles the events of each family. */
    interface Handler {
        LeadershipEvent.Handler leadership();

        RestoreEvent.Handler restore();

        PresenceEvent.Handler presence();

        void coordinator(CoordinatorEvent event);
    }
}
