package org.ambrosia.runtime.core;

/**
 * The memory that all outboxes of an instance share. Each may take an equal part of it, so that an absent destination leaves
 * room to the others; what is more goes to disk, block by block.
 */
final class OutboxRoom {
    private final Spill spill;
    private final long limitBytes;
    private final int blockBytes;
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

    /** One more outbox takes part. */
    void joined() {
        outboxes++;
    }

    /** One outbox takes part no more. */
    void left() {
        outboxes--;
    }

    void taken(long bytes) {
        usedBytes += bytes;
    }
}
