package org.ambrosia.runtime.core;

/**
 * What happened, as a {@link Replica} receives it: a family of events for each conversation that it has. Those of its coordinator it passes
 * on. Arrays belong to the core from then on: the host neither changes nor reuses them, unless an event says that they are read before it is
 * done with.
 *
 * <p>An event calls the method of its {@link Handler} that is for it, so that the compiler asks for a method for each. One that can't come at
 * the moment ends the instance by an {@linkplain org.ambrosia.runtime.api.ErrorTag#InternalError internal error}.
 */
public sealed interface Event permits CoordinatorEvent, LeadershipEvent, PresenceEvent, RestoreEvent {
    /** Has itself handled. */
    void handle(Handler handler);

    /** Handles the events of each family. */
    interface Handler {
        LeadershipEvent.Handler leadership();

        RestoreEvent.Handler restore();

        PresenceEvent.Handler presence();

        void coordinator(CoordinatorEvent event);
    }
}
