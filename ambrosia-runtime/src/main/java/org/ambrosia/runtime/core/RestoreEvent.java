package org.ambrosia.runtime.core;

import org.ambrosia.runtime.log.LogReader;

/** The result of reading the newest checkpoint. */
public sealed interface RestoreEvent extends Event {
    /**
     * The log has no checkpoint.
     *
     * @param reading which reading of the newest checkpoint found this
     */
    record NothingStored(int reading) implements RestoreEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.restore().nothingStored(this);
        }
    }

    /**
     * The newest whole checkpoint was read.
     *
     * @param reading which reading it is
     * @param segment the number of the segment that begins with it
     * @param coordinator the coordinator's part of the checkpoint
     * @param application the application's part
     * @param records the reader of what follows it, for the driver
     */
    record Restored(int reading, long segment, byte[] coordinator, byte[] application, LogReader records)
            implements RestoreEvent {
        /** Creates an event of a checkpoint after which nothing is read. */
        public Restored(int reading, long segment, byte[] coordinator, byte[] application) {
            this(reading, segment, coordinator, application, null);
        }

        @Override
        public void handle(Event.Handler handler) {
            handler.restore().restored(this);
        }
    }

    /**
     * What was to be read next was deleted meanwhile, since newer checkpoints made it superfluous.
     *
     * @param reading which reading it is
     */
    record FellBehind(int reading) implements RestoreEvent {
        @Override
        public void handle(Event.Handler handler) {
            handler.restore().fellBehind(this);
        }
    }

    /** Handles each of these events. */
    interface Handler {
        void nothingStored(NothingStored event);

        void restored(Restored event);

        void fellBehind(FellBehind event);
    }
}
