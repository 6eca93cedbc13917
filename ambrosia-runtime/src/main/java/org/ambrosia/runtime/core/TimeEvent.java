package org.ambrosia.runtime.core;

/** The event that time has passed. */
public sealed interface TimeEvent extends CoordinatorEvent {
    /** Time has passed. Comes at least about every 50 milliseconds. */
    record Tick() implements TimeEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.time().tick(this);
        }
    }

    /** Handles each of these events. */
    interface Handler {
        void tick(Tick event);
    }
}
