package org.ambrosia.runtime.core;

import java.util.ArrayDeque;

/**
 * The memory that all outboxes of an instance share. Each outbox that holds calls may take an equal
 * part of it, so that an absent destination leaves room for the others. What does not fit goes to
 * disk, block by block.
 */
final class OutboxRoom {
    /** The max number of bytes in arrays that no outbox uses. */
    private static final long MOST_SPARE_BYTES = 8 << 20;

    private final Spill spill;
    private final long limitBytes;
    private final int blockBytes;
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
    private int outboxes;
    private long usedBytes;

    OutboxRoom(Spill spill, CoreSettings.Limits limits) {
        this.spill = spill;
        this.limitBytes = limits.outboxBytes();
        this.blockBytes = limits.blockBytes();
    }

    Spill spill() {
        return spill;
    }

    /** Returns how many bytes of calls lie together. */
    int blockBytes() {
        return blockBytes;
    }

    /** Returns how much of it all outboxes take. */
    long usedBytes() {
        return usedBytes;
    }

    /**
     * Returns whether an outbox that takes that much of it must spill: it has more than its part,
     * or all together have too much.
     */
    boolean isFullFor(long bytes) {
        return bytes > limitBytes / Math.max(1, outboxes) || usedBytes > limitBytes;
    }

    /**
     * Returns an array for a block that will be full soon, with any content; one that was used
     * before if there is one.
     */
    byte[] blockArray() {
        byte[] last = spare.pollLast();
        return last == null ? new byte[blockBytes] : last;
    }

    /** Takes back an array that is not read any more. */
    void used(byte[] array) {
        if (array.length == blockBytes && (spare.size() + 1L) * blockBytes <= MOST_SPARE_BYTES) {
            spare.addLast(array);
        }
    }

    /** Notes that one more outbox holds calls. */
    void joined() {
        outboxes++;
    }

    /** Notes that one outbox holds no calls any more. */
    void left() {
        outboxes--;
    }

    void taken(long bytes) {
        usedBytes += bytes;
    }
}
