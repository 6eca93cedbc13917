package org.ambrosia.runtime.log;

/** A checkpoint whose parts are in memory. */
record CheckpointInMemory(long segment, Part coordinator, Part application) implements StoredCheckpoint {
    @Override
    public void close() {
        // There is nothing to close.
    }
}
