package org.ambrosia.runtime.core;

/** What happened, as a {@linkplain CoordinatorCore coordinator} receives it. */
public sealed interface CoordinatorEvent extends Event
        permits ApplicationEvent, LinkEvent, LogEvent, OperatorEvent, TimeEvent {
    /** Calls the handler's method for this event. */
    void handle(Handler handler);

    @Override
    default void handle(Event.Handler handler) {
        handler.coordinator(this);
    }

    /** Handles the events of each family. */
    interface Handler {
        LogEvent.Handler log();

        ApplicationEvent.Handler application();

        LinkEvent.Handler links();

        OperatorEvent.Handler operator();

        TimeEvent.Handler time();
    }
}
