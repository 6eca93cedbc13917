package org.ambrosia.runtime.core;

/** What an operator wants. */
public sealed interface OperatorEvent extends CoordinatorEvent {
    /**
     * A checkpoint is wanted, though not enough was logged for one yet. Counts while the instance
     * serves.
     */
    record CheckpointWanted() implements OperatorEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.operator().checkpointWanted(this);
        }
    }

    /**
     * An operator declares that a peer is gone for good, or that what it and the instance remember
     * of each other does not count any more. Only a serving instance takes this.
     *
     * @param peer its name
     */
    record PeerForgotten(String peer) implements OperatorEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.operator().peerForgotten(this);
        }
    }

    /** Handles each of these events. */
    interface Handler {
        void checkpointWanted(CheckpointWanted event);

        void peerForgotten(PeerForgotten event);
    }
}
