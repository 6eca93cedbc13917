package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Delivery;

/**
 * The effects that the core asks for. The shell or a simulator carries them out in the order of the
 * calls. No method blocks, and none calls back into the core: the result is an {@link Event}.
 */
public interface Effects {
    /**
     * Reads the newest checkpoint, and then the records after it, in place of what was read before.
     * {@link RestoreEvent.Restored} follows, or {@link RestoreEvent.NothingStored}, and {@link
     * LogEvent.Replayed} for each record that the replica wants.
     */
    void restore(int reading);

    /**
     * Makes this process primary if that term is still the last; {@link LeadershipEvent.Elected} or
     * {@link LeadershipEvent.NotElected} follows.
     */
    void claim(long vacantTerm);

    /** Ends the connection to the application, which may come back at once. */
    void cutBinding();

    /**
     * Appends the record to the log, after the one before; {@link LogEvent.Appended} follows when
     * it is on stable storage. At most {@link CoreSettings#maxAppending} records at a time.
     */
    void append(LoggedRecord record);

    /**
     * Returns an array with any content, for that many bytes or more, for a record that is appended
     * later. When the record is on stable storage and an application in this process has executed
     * it, the array may be used again.
     */
    default byte[] arrayFor(int bytes) {
        return new byte[bytes];
    }

    /** Ends the log's segment after everything appended so far, and continues in this one. */
    void startSegment(long number, long firstSequence);

    /**
     * Stores and publishes a checkpoint; {@link LogEvent.CheckpointStored} or {@link
     * LogEvent.CheckpointFailed} follows.
     */
    void storeCheckpoint(long number, byte[] coordinator, byte[] application);

    /**
     * Gives this to the application, after everything that it was given before. The array of
     * messages goes with it, and is not read again.
     */
    void deliver(Delivery delivery);

    /**
     * Reads the newest checkpoint, and then the log after it, for an application that came while
     * the instance serves. {@link LogEvent.FedFrom} follows, and {@link LogEvent.Fed} for each
     * record that the core wants.
     */
    void feed(int session);

    /** Ends the connection to the application, and reports the reason to it. */
    void refuseBinding(AmbrosiaException reason);

    /** Starts to listen to peers, and publishes the address: the instance is primary. */
    void serve();

    /** Notifies the operator. */
    void warn(ErrorTag tag, String message);

    /** Ends the instance now: nothing more is appended, sent or delivered. */
    void fail(AmbrosiaException reason);
}
