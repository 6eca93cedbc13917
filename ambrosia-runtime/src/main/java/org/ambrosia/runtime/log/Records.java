package org.ambrosia.runtime.log;

import org.ambrosia.runtime.api.LogException;

/**
 * A log's records, in segments. Each record is in the format of
 * {@code docs/reference/log-format.md}, with a check of its own. An engine may use that check, or
 * treat the record as bytes. One thread at a time appends and begins segments; others may read
 * meanwhile.
 */
public interface Records {
    /** The max number of appended records that are not completed yet: at least 1. */
    int maxInFlight();

    /** The largest record that can be appended, in bytes. */
    int maxRecordBytes();

    /**
     * Ends the segment that was written or read last, for ever, and begins this one. On return both
     * are on stable storage. Only the primary calls it. The primary has read the log to its end
     * before it begins its first segment. May block.
     *
     * @param segment the number that follows that of the last segment; 0 if there was none
     * @param firstSequence the sequence id of its first record
     */
    void begin(long segment, long firstSequence);

    /**
     * Appends a record, whose sequence id follows that of the record before. Only the primary calls
     * it. May return before the record is durable, or block until it is.
     *
     * @param bytes the array that holds the record, from index 0; it is not changed until the
     *     append is completed
     * @param length its size in bytes
     * @param listener is called once for each record, in order, on this thread or another one
     */
    void append(long sequence, byte[] bytes, int length, Listener listener);

    /** Receives the outcome of appends. */
    interface Listener {
        /**
         * Reports that the record is on stable storage, and that this process was still the primary
         * after that.
         *
         * @param storedBytes how many bytes it takes in the log
         */
        void appended(long sequence, int storedBytes);

        /**
         * Reports that the append failed. The record may be on stable storage or not, and nothing
         * can be appended any more.
         *
         * @param reason the failure, with the tag {@code Fenced} if another process has claimed the
         *     log
         */
        void failed(long sequence, LogException reason);
    }

    /**
     * Reads the records from the beginning of this segment on.
     *
     * @param more is called, on any thread, when {@link LogReader#next} has returned null and may
     *     return more now. An engine that can't notice that never calls it, so the reading thread
     *     also looks by itself
     */
    LogReader read(long fromSegment, Runnable more);

    /**
     * The sequence id after the last record that is known to be durable, or a lower one. Does not
     * block.
     */
    long durableEnd();
}
