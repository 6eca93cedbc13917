package org.ambrosia.runtime.core;

import java.util.function.Predicate;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Party;

/**
 * The plain values with which a core is created.
 *
 * @param name the instance's name
 * @param incarnation the incarnation of its log; a later one is greater
 * @param committerId the log's committer id
 * @param maxMessageBytes the largest message that is sent or taken
 * @param checkpointBytes how many bytes are logged between two checkpoints
 * @param replicated whether another replica takes every checkpoint but the first
 * @param peerTimeoutNanos how long a silent link counts as alive
 * @param clientTimeoutNanos how long a client may be without a link before it is forgotten
 * @param limits how much is held in memory
 * @param peers which peers this instance talks to, by name
 * @param maxAppending how many records that are appended to the log may not be on stable storage
 *     yet: at least 1
 */
public record CoreSettings(
        String name,
        long incarnation,
        int committerId,
        int maxMessageBytes,
        long checkpointBytes,
        boolean replicated,
        long peerTimeoutNanos,
        long clientTimeoutNanos,
        Limits limits,
        Predicate<String> peers,
        int maxAppending) {
    private static final int DEFAULT_MAX_APPENDING = 2;

    /**
     * Creates the settings of an instance that talks to every peer, on a log that takes two records
     * at a time.
     */
    public CoreSettings(
            String name,
            long incarnation,
            int committerId,
            int maxMessageBytes,
            long checkpointBytes,
            boolean replicated,
            long peerTimeoutNanos,
            long clientTimeoutNanos,
            Limits limits) {
        this(
                name,
                incarnation,
                committerId,
                maxMessageBytes,
                checkpointBytes,
                replicated,
                peerTimeoutNanos,
                clientTimeoutNanos,
                limits,
                peer -> true,
                DEFAULT_MAX_APPENDING);
    }

    /**
     * Returns whether the core is a client's: it is not dialled, and may be answered at
     * any time.
     */
    boolean isClient() {
        return !Party.of(name).hasLog();
    }

    /**
     * How much is held in memory before a party has to wait.
     *
     * @param recordBytes the size at which a waiting record is closed and the next begun
     * @param windowBytes how many bytes of calls may be on their way to a peer without being
     *     durable there
     * @param deliveryBytes how many bytes may wait to be logged or executed before peers are made
     *     to wait
     * @param outboxBytes how much memory all outboxes take together before they spill to disk
     * @param blockBytes how much of an outbox is spilled at once
     */
    public record Limits(int recordBytes, int windowBytes, long deliveryBytes, long outboxBytes, int blockBytes) {
        /** For production. A block has room for a call of 64 KiB, which many have. */
        public static final Limits DEFAULT = new Limits(768 << 10, 4 << 20, 16 << 20, 64 << 20, 68 << 10);

        /**
         * The most bytes of messages that one record holds: what comes in one frame is not divided.
         *
         * @param maxMessageBytes the largest message that is sent or taken
         */
        public int largestRecordBytes(int maxMessageBytes) {
            int largestFrame =
                    Math.max(blockBytes, Math.max(CallRun.MOST_BYTES, maxMessageBytes + CallRun.CALL_OVERHEAD));
            return Math.max(recordBytes, largestFrame);
        }
    }
}
