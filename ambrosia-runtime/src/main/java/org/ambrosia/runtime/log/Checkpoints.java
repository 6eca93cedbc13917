package org.ambrosia.runtime.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/**
 * A log's checkpoints. They may be stored, read and deleted while records are appended; one thread
 * at a time stores them. All methods may block.
 */
public interface Checkpoints {
    /**
     * The newest checkpoint that is whole; empty if the instance was never started. A damaged one
     * is passed over with a warning.
     *
     * @throws org.ambrosia.runtime.api.LogException if there are checkpoints or records, but no
     *     checkpoint is whole
     */
    Optional<StoredCheckpoint> newest();

    /**
     * Begins to store the checkpoint that belongs to the beginning of a segment. The segment has
     * begun, except for the first checkpoint: that one is stored before segment 0 begins.
     */
    Draft begin(long segment);

    /**
     * Stores a checkpoint whose parts are in memory. On return it is published.
     *
     * @param segment the number of the segment, as for {@link #begin}
     */
    default void store(long segment, byte[] coordinator, byte[] application) {
        try (Draft draft = begin(segment)) {
            draft.coordinator().write(coordinator);
            draft.application().write(application);
            draft.publish();
        } catch (IOException failed) {
            throw new LogException(
                    ErrorTag.LOG_UNAVAILABLE,
                    "Storing a checkpoint failed (segment=" + segment + "): " + failed
                            + ". Make room or restore access.",
                    failed);
        }
    }

    /**
     * Deletes the checkpoints that are older than those to be kept, and the segments before those
     * kept. Does nothing in a process that another one has replaced as primary: the new primary
     * decides what it needs.
     */
    void retain();

    /**
     * A checkpoint that is being stored: first the coordinator's part, then the application's. Used
     * by one thread.
     */
    interface Draft extends AutoCloseable {
        /**
         * Takes the coordinator's part. The stream throws {@link java.io.IOException} if bytes
         * written to it can't be stored.
         */
        OutputStream coordinator();

        /** Takes the application's part, after the coordinator's part is complete. */
        OutputStream application();

        /**
         * Completes the checkpoint. On return it is on stable storage, with everything that was
         * spilled before it was begun, and other processes read it.
         *
         * @throws org.ambrosia.runtime.api.LogException with the tag {@code Fenced} if another
         *     process has claimed the log
         */
        void publish();

        /** Ends the draft. Nothing is left of one that was not published. */
        @Override
        void close();
    }
}
