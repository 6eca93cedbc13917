package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.PeerFrame;

/**
 * What the core wants done, carried out by the shell or by a simulator in the order of the calls. No method blocks, and
 * none calls back into the core: what comes of it is an {@link Event}.
 */
public interface Effects {
    /**
     * Read the newest checkpoint, and then the records behind it, in place of what was read before; {@link Event.Restored} follows, or
     * {@link Event.NothingStored}, and {@link Event.Replayed} for each record that the replica wants.
     */
    void restore(int reading);

    /** Become primary if nobody is; {@link Event.Elected} or {@link Event.NotElected} follows. */
    void claim();

    /** End the connection to the application, which may come back at once. */
    void cutBinding();

    /** Append the record to the log, behind the one before; {@link Event.Appended} follows when it is on stable storage. At most two at a time. */
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

    /** Store and publish a checkpoint; {@link Event.CheckpointStored} or {@link Event.CheckpointFailed} follows. */
    void storeCheckpoint(long number, byte[] coordinator, byte[] application);

    /** Give this to the application, behind everything that it was given before. The array of messages goes with it, and is not read again. */
    void deliver(Delivery delivery);

    /**
     * Read the newest checkpoint for an application that came while the instance serves, and then the log behind it; {@link
     * Event.FedFrom} follows, and {@link Event.Fed} for each record that the core wants.
     */
    void feed(int session);

    /** End the connection to the application, and let it know why. */
    void refuseBinding(AmbrosiaException reason);

    /** Start listening to peers and publish the address: the instance is primary. */
    void serve();

    /** Open a link to the peer; {@link Event.LinkOpened} or {@link Event.DialFailed} follows. */
    void dial(String peer);

    /** Send a frame; dropped without a word if the link is gone. */
    void send(int link, PeerFrame frame);

    /** Close the link behind what was sent. Its events are ignored from now on. */
    void close(int link);

    /** Whether frames are to be read from the links, which is how peers are made to wait. */
    void readLinks(boolean wanted);

    /** Tell the operator. */
    void warn(ErrorTag tag, String message);

    /** End the instance now: nothing more is appended, sent or delivered. */
    void fail(AmbrosiaException reason);
}
