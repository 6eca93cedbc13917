package org.ambrosia.runtime.log;

import java.util.Optional;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.ReplicaRole;

/**
 * An instance's log, as one of the processes sees it that share it. At any time at most one of them is primary, and the only one
 * whose appends count: it has {@linkplain #claim claimed} the log with an epoch higher than all before. The others follow.
 *
 * <p>Reading is the same for all: the newest checkpoint, and the records behind it, as they become durable. A process that has
 * claimed the log reads on to its end, and then {@link #startSegment} begins to write.
 *
 * <p>One thread at a time appends and starts segments; others may store checkpoints, read, and look for the primary meanwhile.
 * Methods may block, and throw {@link org.ambrosia.runtime.api.LogException}: after a failed append or start of a segment nothing
 * more may be appended; with the tag {@code Fenced} if another process has claimed the log since.
 */
public interface Log extends AutoCloseable {
    /** Whose log it is; the epoch is this process's own if it has claimed the log, else that of the primary that it follows. */
    LogIdentity identity();

    /** What this process was to be when it joined: the primary if it has claimed the log already, which it then has begun. */
    ReplicaRole role();

    /**
     * Whether there is no primary: none lives, or it has shown no sign of life for as long as the lease, during which this must be asked
     * eight times and more.
     *
     * @param nowNanos a time that never goes back
     */
    boolean isVacant(long nowNanos);

    /** Waits until the primary has ended, but not longer than this. */
    void awaitRelease(long nanos);

    /**
     * Makes this process the primary, with the next epoch. From its return on no append of a former primary counts that has not
     * returned there.
     *
     * @return false if another process was quicker
     */
    boolean claim();

    /**
     * Makes this process the one that takes the checkpoints, if none has been there for as long as is configured and another standby is
     * there, as far as this process has seen by asking often.
     *
     * @param nowNanos a time that never goes back
     * @return whether it is from now on
     */
    boolean takeCheckpointing(long nowNanos);

    /** Whether this process has claimed the log. */
    boolean isPrimary();

    /** Lets other replicas know what this one is, and the last record that its application has executed. Does not block. */
    void tell(ReplicaRole role, long executed);

    /** The last record that the furthest of the other standbys has executed; -1 if there is none. */
    long furthestStandby();

    /** The sequence id behind the last record that is known to be durable, or a lower one. Does not block. */
    long durableEnd();

    /** Shows that this primary is alive and its disk works. Does not block. */
    void renew();

    /**
     * Throws if this process has claimed the log and was replaced since: it must not act any more. Does not block.
     *
     * @throws org.ambrosia.runtime.api.LogException with the tag {@code Fenced}; its message says who replaced it
     */
    void checkReign();

    /**
     * The newest checkpoint that is whole; empty if the instance was never started. A damaged one is passed over with a
     * warning.
     *
     * @throws org.ambrosia.runtime.api.LogException if there are checkpoints or records, but no checkpoint is whole
     */
    Optional<StoredCheckpoint> newestCheckpoint();

    /** Reads the records from the beginning of this segment on. */
    LogReader read(long fromSegment);

    /**
     * Ends the segment that was written or read last, for ever, and begins this one. On return both are on stable
     * storage. Only in the primary.
     */
    void startSegment(long number, long firstSequence);

    /**
     * Appends a record in the format of {@code docs/LOG-FORMAT.md}. On return it is on stable storage, and this process was still the
     * primary behind that. Only in the primary.
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

    /** Asks the primary to release the log. */
    void askForSuccession();

    /** Is primary no more, so that others can claim the log at once; nothing is appended from now on. */
    void release();

    /** Leaves the log. */
    @Override
    void close();
}
