package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.log.LogReader;

/** What was read from the log after a checkpoint, and what was written to it. */
public sealed interface LogEvent extends CoordinatorEvent {
    /**
     * The next record was read from the log, and its check holds.
     *
     * @param record the record
     * @param storedBytes how many bytes it takes in the log, padding included
     * @param segment the number of the segment that it is in
     */
    record Replayed(LoggedRecord record, int storedBytes, long segment) implements LogEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.log().replayed(this);
        }
    }

    /**
     * The end of the log was reached.
     *
     * @param nextSegment the number of the segment in which the log goes on
     */
    record ReplayEnded(long nextSegment) implements LogEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.log().replayEnded(this);
        }
    }

    /**
     * The newest checkpoint was read for an application that has come.
     *
     * @param session the number of the session for which it was wanted
     * @param coordinator the coordinator's part of the checkpoint
     * @param application the application's part
     * @param records the reader of what follows it, for the driver
     */
    record FedFrom(int session, byte[] coordinator, byte[] application, LogReader records) implements LogEvent {
        /** Creates an event of a checkpoint after which nothing is read. */
        public FedFrom(int session, byte[] coordinator, byte[] application) {
            this(session, coordinator, application, null);
        }

        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.log().fedFrom(this);
        }
    }

    /**
     * The next record was read for an application that has come.
     *
     * @param session the number of the session for which it was wanted
     * @param record the record
     */
    record Fed(int session, LoggedRecord record) implements LogEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.log().fed(this);
        }
    }

    /**
     * The record that was to be appended is on stable storage.
     *
     * @param sequence its sequence id
     * @param storedBytes how many bytes it takes in the log, padding included
     */
    record Appended(long sequence, int storedBytes) implements LogEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.log().appended(this);
        }
    }

    /**
     * A record could not be appended, so that none can be appended any more.
     *
     * @param why the reason
     */
    record AppendFailed(AmbrosiaException why) implements LogEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.log().appendFailed(this);
        }
    }

    /**
     * The checkpoint is on stable storage and published.
     *
     * @param number its number
     */
    record CheckpointStored(long number) implements LogEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.log().checkpointStored(this);
        }
    }

    /**
     * The checkpoint could not be stored.
     *
     * @param number its number
     * @param why the reason
     */
    record CheckpointFailed(long number, AmbrosiaException why) implements LogEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.log().checkpointFailed(this);
        }
    }

    /** Handles each of these events. */
    interface Handler {
        void replayed(Replayed event);

        void replayEnded(ReplayEnded event);

        void fedFrom(FedFrom event);

        void fed(Fed event);

        void appended(Appended event);

        void appendFailed(AppendFailed event);

        void checkpointStored(CheckpointStored event);

        void checkpointFailed(CheckpointFailed event);
    }
}
