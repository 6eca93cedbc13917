package org.ambrosia.runtime.core;

import java.util.Set;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.protocol.Attachment;

/**
 * What happened, as the core is told. Arrays belong to the core from then on: the shell neither changes nor reuses them.
 */
public sealed interface Event {
    /** The log has no checkpoint: the instance starts for the first time. Comes first, or {@link Restored} does. */
    record FirstStart() implements Event {}

    /**
     * The newest whole checkpoint was loaded. Comes first, or {@link FirstStart} does.
     *
     * @param coordinator the coordinator's part of the checkpoint
     * @param application the application's part
     */
    record Restored(byte[] coordinator, byte[] application) implements Event {}

    /**
     * The next record was read from the log, its check holding.
     *
     * @param record the record
     * @param storedBytes how many bytes it takes in the log, padding included
     */
    record Replayed(LoggedRecord record, int storedBytes) implements Event {}

    /**
     * The end of the log was reached.
     *
     * @param nextSegment the number of the segment in which the log goes on
     */
    record ReplayEnded(long nextSegment) implements Event {}

    /**
     * An application in another process has come. One that was there before is gone.
     *
     * @param attachment what it brings
     */
    record BindingAttached(Attachment attachment) implements Event {}

    /** The application is gone; nothing that it said before comes any more. The first event if it is in another process. */
    record BindingDetached() implements Event {}

    /**
     * The newest checkpoint was read for an application that has come.
     *
     * @param session the number of the session for which it was wanted
     * @param coordinator the coordinator's part of the checkpoint
     * @param application the application's part
     */
    record FedFrom(int session, byte[] coordinator, byte[] application) implements Event {}

    /**
     * The next record was read for an application that has come.
     *
     * @param session the number of the session for which it was wanted
     * @param record the record
     */
    record Fed(int session, LoggedRecord record) implements Event {}

    /**
     * The application sent messages.
     *
     * @param bytes the array that holds them, whole messages one behind the other; read before the event is done with
     * @param offset where they begin
     * @param length how many bytes they take
     */
    record BindingOutput(byte[] bytes, int offset, int length) implements Event {}

    /**
     * The application's checkpoint arrived, at this place among its output.
     *
     * @param application its state
     */
    record BindingCheckpoint(byte[] application) implements Event {}

    /** The application has executed everything that was logged before this process became primary. */
    record BindingCaughtUp() implements Event {}

    /**
     * The application can't take a checkpoint now.
     *
     * @param why what is in the way
     */
    record BindingCheckpointFailed(AmbrosiaException why) implements Event {}

    /**
     * The application has executed what was delivered.
     *
     * @param bytes the size of the records' bodies
     */
    record Consumed(long bytes) implements Event {}

    /**
     * The record that was to be appended is on stable storage.
     *
     * @param sequence its sequence id
     * @param storedBytes how many bytes it takes in the log, padding included
     */
    record Appended(long sequence, int storedBytes) implements Event {}

    /**
     * The checkpoint is on stable storage and published.
     *
     * @param number its number
     */
    record CheckpointStored(long number) implements Event {}

    /**
     * The checkpoint could not be stored.
     *
     * @param number its number
     * @param why what is in the way
     */
    record CheckpointFailed(long number, AmbrosiaException why) implements Event {}

    /**
     * A link was opened.
     *
     * @param link its number, never used again
     * @param dialled the peer that was dialled; null if the other side dialled
     * @param certified the instances that the other side has proved to be; null if links are not encrypted
     */
    record LinkOpened(int link, String dialled, Set<String> certified) implements Event {
        /** A link that is not encrypted. */
        public LinkOpened(int link, String dialled) {
            this(link, dialled, null);
        }
    }

    /**
     * A frame came in.
     *
     * @param link the link
     * @param bytes the frame behind its length
     */
    record LinkReceived(int link, byte[] bytes) implements Event {}

    /**
     * A link is gone.
     *
     * @param link the link
     */
    record LinkClosed(int link) implements Event {}

    /**
     * A peer could not be reached.
     *
     * @param peer its name
     */
    record DialFailed(String peer) implements Event {}

    /**
     * A peer has published its address, perhaps a new one.
     *
     * @param peer its name
     */
    record PeerPublished(String peer) implements Event {}

    /** Time has passed. Comes at least about every 50 milliseconds. */
    record Tick() implements Event {}
}
