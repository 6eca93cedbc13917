package org.ambrosia.runtime.log;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A log, as seen by a process that is not its writer; the writer may be writing meanwhile. Nothing
 * is changed. All methods may block, and throw {@link org.ambrosia.runtime.api.LogException} if the
 * log can't be read.
 */
public interface LogInspection {
    /** The identity of the log, with the epoch of its present or last writer. */
    LogIdentity identity();

    /** The segments that are there, in order. */
    List<Segment> segments();

    /** The numbers of the checkpoints that are there, in order. */
    List<Long> checkpoints();

    /** The logged calls that are passed over. */
    Collection<SkippedCall> skippedCalls();

    /** Opens a checkpoint, which the caller closes. Returns empty if it is not whole. */
    Optional<StoredCheckpoint> checkpoint(long number);

    /** Reads the records of a segment, in order, as far as they are whole. */
    void records(long segment, Consumer<StoredRecord> consumer);

    /**
     * Reads every byte. Returns each problem and its place, for people to read; empty if there is
     * no problem.
     *
     * @param progress receives what was done
     */
    List<String> verify(Consumer<String> progress);

    /**
     * A segment.
     *
     * @param number its number
     * @param bytes the size of its records, with its header; of one that is not sealed, the size of
     *     its file
     * @param sealed whether it has ended, for ever
     */
    record Segment(long number, long bytes, boolean sealed) {}
}
