package org.ambrosia.runtime.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/** A log's checkpoints. They may be stored, read and deleted while records are appended; one thread at a time stores them. All methods may block. */
public interface Checkpoints {
    /**
     * The newest checkpoint that is whole; empty if the instance was never started. A damaged one is passed over with a warning.
     *
     * @throws org.ambrosia.runtime.api.LogException if there are checkpoints or records, but no checkpoint is whole
     */
    Optional<StoredCheckpoint> newest();

    /**
     * Begins to store the checkpoint that belongs to the beginning of a segment, which has begun; the first one, of segment 0, is stored
     * before that begins.
     */
    Draft begin(long segment);

    /**
     * Stores a checkpoint whose parts are in memory. On return it is published.
     *
     * @param segment as {@link #begin}
     */
    default void store(long segment, byte[] coordinator, byte[] application) {
        try (Draft draft = begin(segment)) {
            draft.coordinator().write(coordinator);
            draft.application().write(application);
            draft.publish();
        } catch (IOException failed) {
            throw new LogException(
                    ErrorTag.LogUnavailable,
                    "Storing a checkpoint failed (segment=" + segment + "): " + failed
                            + ". Make room or restore access.",
                    failed);
        }
    }

    /**
     * Deletes the checkpoints that are older than those to be kept, and the segments before them. Does nothing in a process that another
     * one has replaced as primary: what that one needs is not this one's to delete.
     */
    void retain();

    /** A checkpoint that is being stored: first the coordinator's part, then the application's. Used by one thread. */
    interface Draft extends AutoCloseable {
        /** Takes the coordinator's part. What is written to it throws {@link java.io.IOException} if that can't be stored. */
        OutputStream coordinator();

        /** Takes the application's part; the coordinator's is complete. */
        OutputStream application();

        /**
         * Completes the checkpoint. On return it is on stable storage, with everything that was spilled before it was begun, and others
         * read it.
         *
         * @throws org.ambrosia.runtime.api.LogException with the tag {@code Fenced} if another process has claimed the log
         */
        void publish();

        /** Ends it; of one that was not published nothing is left. */
        @Override
        void close();
    }
}
