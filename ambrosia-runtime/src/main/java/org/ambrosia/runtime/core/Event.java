package org.ambrosia.runtime.core;

import java.util.Set;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.CallRun;

/**
 * What happened, as the core is told. Arrays belong to the core from then on: the shell neither changes nor reuses them, unless it says
 * that they are read before the event is done with.
 */
public sealed interface Event {
    /**
     * This process has joined the replicas of its instance. Comes first, behind {@link BindingDetached} if the application is in another
     * process.
     *
     * @param role what the log wants it to be
     * @param epoch its epoch if it is primary already; else 0
     */
    record Joined(ReplicaRole role, long epoch) implements Event {}

    /** There is a primary that lives. Comes before {@link Vacant}, or it does not come. */
    record Occupied() implements Event {}

    /** There is no primary, or it shows no sign of life. */
    record Vacant() implements Event {}

    /**
     * This process has claimed the log.
     *
     * @param epoch its epoch
     */
    record Elected(long epoch) implements Event {}

    /** Another process has claimed the log. */
    record NotElected() implements Event {}

    /** This standby is the one that takes the checkpoints from now on. */
    record CheckpointingTaken() implements Event {}

    /**
     * The log has no checkpoint.
     *
     * @param reading which reading of the newest checkpoint tells so
     */
    record NothingStored(int reading) implements Event {}

    /** The instance starts for the first time. */
    record FirstStart() implements Event {}

    /**
     * The newest whole checkpoint was read.
     *
     * @param reading which reading it is
     * @param segment the number of the segment that begins with it
     * @param coordinator the coordinator's part of the checkpoint
     * @param application the application's part
     * @param records what is behind it; the driver's
     */
    record Restored(int reading, long segment, byte[] coordinator, byte[] application, LogReader records)
            implements Event {
        /** One behind which nothing is read. */
        public Restored(int reading, long segment, byte[] coordinator, byte[] application) {
            this(reading, segment, coordinator, application, null);
        }
    }

    /**
     * What was to be read next was deleted meanwhile, since newer checkpoints made it superfluous.
     *
     * @param reading which reading it is
     */
    record FellBehind(int reading) implements Event {}

    /** The application in this process has taken on the state that it was given; what it says from now on comes of that. */
    record BindingRestored() implements Event {}

    /**
     * The next record was read from the log, its check holding.
     *
     * @param record the record
     * @param storedBytes how many bytes it takes in the log, padding included
     * @param segment the number of the segment that it is in
     */
    record Replayed(LoggedRecord record, int storedBytes, long segment) implements Event {}

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
     * @param records what is behind it; the driver's
     */
    record FedFrom(int session, byte[] coordinator, byte[] application, LogReader records) implements Event {
        /** One behind which nothing is read. */
        public FedFrom(int session, byte[] coordinator, byte[] application) {
            this(session, coordinator, application, null);
        }
    }

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
     * The application made calls.
     *
     * @param calls what it made; read before the event is done with
     */
    record CallsMade(CallRun calls) implements Event {}

    /**
     * The application has executed that an outside caller will not come back: nothing more is answered to it.
     *
     * @param caller its name
     */
    record CallerAnswered(String caller) implements Event {}

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

    /** A checkpoint is wanted, though not so much was logged yet. Counts while the instance serves. */
    record CheckpointWanted() implements Event {}

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
     * @param bytes the array that begins with the frame, without its length; read before the event is done with
     * @param length how many bytes the frame takes
     */
    record LinkReceived(int link, byte[] bytes, int length) implements Event {}

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

    /**
     * An operator says that a peer is gone for good, or that what it and the instance remember of each other does not count any more. Only
     * a serving instance takes this.
     *
     * @param peer its name
     */
    record PeerForgotten(String peer) implements Event {}

    /** Time has passed. Comes at least about every 50 milliseconds. */
    record Tick() implements Event {}
}
