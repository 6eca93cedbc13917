package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.ReplicaRole;

/** The events that state which process is the primary, and what this replica is. */
public sealed interface LeadershipEvent extends Event {
    /**
     * This process has joined the replicas of its instance. Comes first, but after {@link
     * PresenceEvent.Detached} if the application is in another process.
     *
     * @param role the role that the log gives it
     * @param epoch its epoch if it is primary already; else 0
     */
    record Joined(ReplicaRole role, long epoch) implements LeadershipEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.leadership().joined(this);
        }
    }

    /** There is a primary that lives. Comes before {@link Vacant}, or it does not come. */
    record Occupied() implements LeadershipEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.leadership().occupied(this);
        }
    }

    /**
     * There is no primary, or it shows no sign of life.
     *
     * @param term the term that has ended, for {@link Effects#claim}
     */
    record Vacant(long term) implements LeadershipEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.leadership().vacant(this);
        }
    }

    /**
     * This process has claimed the log.
     *
     * @param epoch its epoch
     */
    record Elected(long epoch) implements LeadershipEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.leadership().elected(this);
        }
    }

    /** Another process has claimed the log. */
    record NotElected() implements LeadershipEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.leadership().notElected(this);
        }
    }

    /** This standby is the one that takes the checkpoints from now on. */
    record CheckpointingTaken() implements LeadershipEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.leadership().checkpointingTaken(this);
        }
    }

    /** Handles each of these events. */
    interface Handler {
        void joined(Joined event);

        void occupied(Occupied event);

        void vacant(Vacant event);

        void elected(Elected event);

        void notElected(NotElected event);

        void checkpointingTaken(CheckpointingTaken event);
    }
}
