package org.ambrosia.runtime.core;

import java.util.ArrayDeque;

/**
 * The memory that all outboxes of an instance share. Each that holds calls may take an equal part of it, so that an absent destination
 * leaves room to the others; what is more goes to disk, block by block.
 */
final class OutboxRoom {
    /** So much may be kept in arrays that no outbox uses. */
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

    /** How many bytes of calls lie together. */
    int blockBytes() {
        return blockBytes;
    }

    /** How much of it all outboxes take. */
    long usedBytes() {
        return usedBytes;
    }

    /** Whether an outbox that takes so much of it must spill: it has more than its part, or all together have too much. */
    boolean isFullFor(long bytes) {
        return bytes > limitBytes / Math.max(1, outboxes) || usedBytes > limitBytes;
    }

    /** An array for a block that will be full soon, with any content; one that was used before if there is one. */
    byte[] blockArray() {
        byte[] last = spare.pollLast();
        return last == null ? new byte[blockBytes] : last;
    }

    /** Nobody reads from this array any more. */
    void used(byte[] array) {
        if (array.length == blockBytes && (spare.size() + 1L) * blockBytes <= MOST_SPARE_BYTES) {
            spare.addLast(array);
        }
    }

    /** One more outbox holds calls. */
    void joined() {
        outboxes++;
    }

    /** One outbox holds no calls any more. */
    void left() {
        outboxes--;
    }

    void taken(long bytes) {
        usedBytes += bytes;
    }
}
