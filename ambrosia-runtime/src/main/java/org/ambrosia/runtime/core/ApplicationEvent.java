package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.protocol.CallRun;

/** What the application has done. */
public sealed interface ApplicationEvent extends CoordinatorEvent {
    /**
     * The application sent messages.
     *
     * @param bytes the array that holds them, whole messages one after the other; read before the
     *     event's handler returns
     * @param offset where they begin
     * @param length how many bytes they take
     */
    record Output(byte[] bytes, int offset, int length) implements ApplicationEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.application().output(this);
        }
    }

    /**
     * The application made calls.
     *
     * @param calls the calls; read before the event's handler returns
     */
    record CallsMade(CallRun calls) implements ApplicationEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.application().callsMade(this);
        }
    }

    /**
     * The application has executed the message that a client will not come back. It sends
     * that caller no more answers.
     *
     * @param caller the caller's name
     */
    record ClientAnswered(String caller) implements ApplicationEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.application().clientAnswered(this);
        }
    }

    /**
     * The application's checkpoint arrived, at this place among its output.
     *
     * @param application its state
     */
    record Checkpoint(byte[] application) implements ApplicationEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.application().checkpoint(this);
        }
    }

    /**
     * The application has executed everything that was logged before this process became primary.
     */
    record CaughtUp() implements ApplicationEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.application().caughtUp(this);
        }
    }

    /**
     * The application can't take a checkpoint now.
     *
     * @param why the reason
     */
    record CheckpointFailed(AmbrosiaException why) implements ApplicationEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.application().checkpointFailed(this);
        }
    }

    /**
     * The application has executed what was delivered.
     *
     * @param bytes the size of the records' bodies
     */
    record Consumed(long bytes) implements ApplicationEvent {
        @Override
        public void handle(CoordinatorEvent.Handler handler) {
            handler.application().consumed(this);
        }
    }

    /** Handles each of these events. */
    interface Handler {
        void output(Output event);

        void callsMade(CallsMade event);

        void clientAnswered(ClientAnswered event);

        void checkpoint(Checkpoint event);

        void caughtUp(CaughtUp event);

        void checkpointFailed(CheckpointFailed event);

        void consumed(Consumed event);
    }
}
