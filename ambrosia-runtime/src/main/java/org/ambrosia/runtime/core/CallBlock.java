package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.Position;

/** Calls of one outbox that are in memory together, or on disk together. The last of an outbox's blocks is being filled. */
final class CallBlock {
    private static final int FEW_BYTES = 256;

    private CallRuns content;
    private Spill.Place place;
    private boolean restored;
    private long firstReplayable;
    private long lastReplayable;
    private long impulseEpoch;
    private long lastImpulse;
    private CallBlock next;

    /**
     * An empty block.
     *
     * @param capacity how many bytes there is room for
     * @param soonFull whether it will be full soon, so that it need not grow little by little
     */
    CallBlock(int capacity, boolean soonFull) {
        content = new CallRuns(capacity, soonFull ? capacity : Math.min(capacity, FEW_BYTES));
    }

    /** A block that a checkpoint refers to; of what is there, only the replayable calls count. */
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

    boolean hasRoom(int bodyLength) {
        return place == null && content.hasRoom(bodyLength);
    }

    /** How much memory its calls take. */
    long memoryBytes() {
        return content == null ? 0 : content.memoryBytes();
    }

    /** Adds a call; the epoch is 0 for replayable ones. */
    void add(long epoch, long number, byte[] body, int offset, int length) {
        content.add(epoch, number, body, offset, length);
        if (epoch != 0) {
            impulseEpoch = epoch;
            lastImpulse = number;
        } else {
            lastReplayable = number;
            firstReplayable = firstReplayable == 0 ? number : firstReplayable;
        }
    }

    /** Whether all its calls are at or before the position. */
    boolean isCoveredBy(Position position) {
        return lastReplayable <= position.replayable() && position.coversImpulse(impulseEpoch, lastImpulse);
    }

    /** Whether calls of this stream are to be sent: impulses of an earlier process are lost, as if they were in memory. */
    boolean sends(long epoch) {
        return epoch == 0 || !restored;
    }

    /** Its calls, read from disk if they are there. */
    CallRuns content(Spill spill) {
        return content != null ? content : CallRuns.decode(spill.read(place));
    }

    /** Puts it on disk. */
    void spill(String destination, Spill spill) {
        Encoder out = new Encoder((int) content.memoryBytes());
        content.encode(out);
        place = spill.write(destination, out.array(), out.length());
        content = null;
    }
}
