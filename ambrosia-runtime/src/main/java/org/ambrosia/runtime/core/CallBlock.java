package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.Position;

/**
 * Calls of one outbox that are in memory together, or on disk together. The last of an outbox's
 * blocks is being filled.
 */
final class CallBlock {
    private CallRuns content;
    private Spill.Place place;
    private boolean restored;
    private long firstReplayable;
    private long lastReplayable;
    private long impulseEpoch;
    private long lastImpulse;
    private CallBlock next;

    /**
     * Creates an empty block.
     *
     * @param capacity for how many bytes there is room
     * @param array where its calls are kept at first; if it is smaller, it grows little by little
     */
    CallBlock(int capacity, byte[] array) {
        content = new CallRuns(capacity, array);
    }

    /**
     * Creates a block to which a checkpoint refers. Of its calls, only the replayable ones count.
     */
    CallBlock(Spill.Place place, long firstReplayable, long lastReplayable) {
        this.place = place;
        this.restored = true;
        this.firstReplayable = firstReplayable;
        this.lastReplayable = lastReplayable;
    }

    CallBlock next() {
        return next;
    }

    void next(CallBlock follower) {
        next = follower;
    }

    /** Where it is on disk; null while it is in memory. */
    Spill.Place place() {
        return place;
    }

    /** The number of the first replayable call; 0 if there is none. */
    long firstReplayable() {
        return firstReplayable;
    }

    /** The number of the last replayable call; 0 if there is none. */
    long lastReplayable() {
        return lastReplayable;
    }

    boolean isEmpty() {
        return place == null && content.isEmpty();
    }

    /** Returns whether calls of that many bytes fit in. */
    boolean hasRoom(int bytesOfCalls) {
        return place == null && content.hasRoom(bytesOfCalls);
    }

    /** Returns how much memory its calls take. */
    long memoryBytes() {
        return content == null ? 0 : content.memoryBytes();
    }

    /** Adds an impulse. */
    void addImpulse(long epoch, long number, byte[] body, int offset, int length) {
        content.add(epoch, number, body, offset, length);
        impulseEpoch = epoch;
        lastImpulse = number;
    }

    /** Adds a replayable call. */
    void addReplayable(long number, byte[] body, int offset, int length) {
        content.add(0, number, body, offset, length);
        replayableUpTo(number, number);
    }

    /** Adds replayable calls. The first of them has this number. */
    void addReplayable(long number, CallRun calls) {
        content.add(number, calls);
        replayableUpTo(number, number + calls.count() - 1);
    }

    private void replayableUpTo(long first, long last) {
        firstReplayable = firstReplayable == 0 ? first : firstReplayable;
        lastReplayable = last;
    }

    /** Returns whether all its calls are at or before the position. */
    boolean isCoveredBy(Position position) {
        return lastReplayable <= position.replayable() && position.coversImpulse(impulseEpoch, lastImpulse);
    }

    /**
     * Returns whether calls of this stream are to be sent. Impulses of an earlier process are lost,
     * as if they were in memory.
     */
    boolean sends(long epoch) {
        return epoch == 0 || !restored;
    }

    /** Returns its calls, and reads them from disk if they are there. */
    CallRuns content(Spill spill) {
        return content != null ? content : CallRuns.decode(spill.read(place));
    }

    /** Writes it to disk. A cursor that reads it at the moment goes on in memory. */
    void spill(String destination, Spill spill) {
        Encoder out = new Encoder((int) content.memoryBytes());
        content.encode(out);
        place = spill.write(destination, out.array(), out.length());
        content = null;
    }

    /** Forgets its calls, which are not needed any more. */
    void forget(OutboxRoom room) {
        if (place != null) {
            room.spill().free(place);
        } else {
            room.used(content.release());
        }
    }
}
