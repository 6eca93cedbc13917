package org.ambrosia.runtime.log;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * An instance's log, opened by its only writer. First it is read: the newest checkpoint, and the records behind it. Then
 * {@link #startSegment} begins to write.
 *
 * <p>One thread at a time appends and starts segments; another may store checkpoints meanwhile. All methods may block,
 * and throw {@link org.ambrosia.runtime.api.LogException}: after a failed append or start of a segment nothing more may be
 * appended.
 */
public interface Log extends AutoCloseable {
    /** Whose log it is. */
    LogIdentity identity();

    /**
     * The newest checkpoint that is whole; empty if the instance was never started. A damaged one is passed over with a
     * warning.
     *
     * @throws org.ambrosia.runtime.api.LogException if there are checkpoints or records, but no checkpoint is whole
     */
    Optional<StoredCheckpoint> newestCheckpoint();

    /** Reads the records from the beginning of this segment to the end of the log. */
    LogReader read(long fromSegment);

    /**
     * Reads the records from the beginning of this segment while the log is being written. {@link LogReader#next} must only be
     * called when the next record is known to be on stable storage; it never returns null.
     */
    LogReader follow(long fromSegment);

    /**
     * Ends the segment that was written or read last, for ever, and begins this one. On return both are on stable
     * storage.
     */
    void startSegment(long number, long firstSequence);

    /**
     * Appends a record in the format of {@code docs/LOG-FORMAT.md}. On return it is on stable storage.
     *
     * @return how many bytes it takes in the log, padding included
     */
    int append(byte[] bytes, int length);

    /**
     * Stores the checkpoint that belongs to the beginning of this segment, and publishes it as a whole. On return it is
     * on stable storage, with everything that was spilled before, and what retention does not keep is deleted.
     */
    void storeCheckpoint(long number, byte[] coordinator, byte[] application);

    /** Room for calls that wait for absent destinations. */
    SpillStore spill();

    /**
     * Calls back, on a thread of the log, when another process wants to go on with the log, and waits for this one to release it.
     *
     * @param wanted is told who wants it, for people to read
     */
    void onSuccessor(Consumer<String> wanted);

    /** Releases the log for the next writer. */
    @Override
    void close();
}
