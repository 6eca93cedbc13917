package org.ambrosia.runtime.log;

import org.ambrosia.runtime.api.LogException;

/**
 * A log's records, in segments. Each is in the format of {@code docs/LOG-FORMAT.md}, with a check of its own; an engine may make use of
 * that, or take it for bytes. One thread at a time appends and begins segments; others may read meanwhile.
 */
public interface Records {
    /** How many records may be appended that are not completed yet: at least 1. */
    int maxInFlight();

    /** The largest record that can be appended, in bytes. */
    int maxRecordBytes();

    /**
     * Ends the segment that was written or read last, for ever, and begins this one. On return both are on stable storage. Only in the
     * primary, which has read the log to its end before its first. May block.
     *
     * @param segment the number that follows the last one's; 0 if there was none
     * @param firstSequence the sequence id of its first record
     */
    void begin(long segment, long firstSequence);

    /**
     * Appends a record, whose sequence id follows that of the one before. Only in the primary. May return before the record is durable, or
     * block until it is.
     *
     * @param bytes the array that holds it, from index 0, which is not changed until it is completed
     * @param length its size in bytes
     * @param listener is called once for each record, in order, on this thread or another one
     */
    void append(long sequence, byte[] bytes, int length, Listener listener);

    /** Receives what came of appends. */
    interface Listener {
        /**
         * The record is on stable storage, and this process was still the primary after that.
         *
         * @param storedBytes how many bytes it takes in the log
         */
        void appended(long sequence, int storedBytes);

        /**
         * The record may be on stable storage or not, and nothing can be appended any more.
         *
         * @param reason with the tag {@code Fenced} if another process has claimed the log
         */
        void failed(long sequence, LogException reason);
    }

    /**
     * Reads the records from the beginning of this segment on.
     *
     * @param more is called, on any thread, when {@link LogReader#next} has given null and may give more now. An engine that can't notice
     *     that never calls it; so a reader looks by itself too
     */
    LogReader read(long fromSegment, Runnable more);

    /** The sequence id after the last record that is known to be durable, or a lower one. Does not block. */
    long durableEnd();
}
