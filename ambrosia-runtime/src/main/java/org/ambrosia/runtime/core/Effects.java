package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Delivery;

/**
 * What the core wants done, carried out by the shell or by a simulator in the order of the calls. No method blocks, and
 * none calls back into the core: what comes of it is an {@link Event}.
 */
public interface Effects {
    /**
     * Read the newest checkpoint, and then the records behind it, in place of what was read before; {@link RestoreEvent.Restored} follows, or
     * {@link RestoreEvent.NothingStored}, and {@link LogEvent.Replayed} for each record that the replica wants.
     */
    void restore(int reading);

    /** Become primary if that term is still the last; {@link LeadershipEvent.Elected} or {@link LeadershipEvent.NotElected} follows. */
    void claim(long vacantTerm);

    /** End the connection to the application, which may come back at once. */
    void cutBinding();

    /** Append the record to the log, behind the one before; {@link LogEvent.Appended} follows when it is on stable storage. At most {@link CoreSettings#maxAppending} at a time. */
    void append(LoggedRecord record);

    /**
     * An array with any content, for so many bytes or more, for a record that is appended later. When that is on stable storage and was
     * executed by an application in this process, the array may be used again.
     */
    default byte[] arrayFor(int bytes) {
        return new byte[bytes];
    }

    /** End the log's segment behind everything appended so far and go on in this one. */
    void startSegment(long number, long firstSequence);

    /** Store and publish a checkpoint; {@link LogEvent.CheckpointStored} or {@link LogEvent.CheckpointFailed} follows. */
    void storeCheckpoint(long number, byte[] coordinator, byte[] application);

    /** Give this to the application, behind everything that it was given before. The array of messages goes with it, and is not read again. */
    void deliver(Delivery delivery);

    /**
     * Read the newest checkpoint for an application that came while the instance serves, and then the log behind it; {@link
     * LogEvent.FedFrom} follows, and {@link LogEvent.Fed} for each record that the core wants.
     */
    void feed(int session);

    /** End the connection to the application, and let it know why. */
    void refuseBinding(AmbrosiaException reason);

    /** Start listening to peers and publish the address: the instance is primary. */
    void serve();

    /** Tell the operator. */
    void warn(ErrorTag tag, String message);

    /** End the instance now: nothing more is appended, sent or delivered. */
    void fail(AmbrosiaException reason);
}
