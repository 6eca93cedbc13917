package org.ambrosia.runtime.core;

/** That time has passed. */
public sealed interface TimeEvent extends CoordinatorEvent {
    /** Time has passed. Comes at least about every 50 milliseconds. */
    record Tick() implements TimeEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.time().tick(this);
        }
    }

    /** Handles each of them. */
    interface Handler {
        void tick(Tick event);
    }
}
