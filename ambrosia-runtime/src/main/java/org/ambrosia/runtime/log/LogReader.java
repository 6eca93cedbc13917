package org.ambrosia.runtime.log;

/** Reads records in their order, across segments, while they are written. Not thread-safe. */
public interface LogReader extends AutoCloseable {
    /**
     * The next record, its check holding; null if there is none at the moment. Of a log that another process writes, only what is on
     * stable storage is read. Calls that are {@linkplain SkippedCall skipped} are replaced.
     *
     * @throws org.ambrosia.runtime.api.LogException if the log is damaged before its end; nothing was changed; with the tag {@code
     *     LogBehind} if the next segment was deleted meanwhile, because newer checkpoints made it superfluous
     */
    StoredRecord next();

    /** How many bytes of the log are known to be durable and were not read yet, about. */
    long bytesBehind();

    /** Whether the log was read to its end, behind which nobody writes before this process {@linkplain Log#startSegment does}. */
    boolean atEnd();

    /** At the end of the log: the number of the segment that is to be started next. */
    long nextSegment();

    /** At the end of the log: how many bytes of a record that was never finished are passed over. */
    long cutBytes();

    @Override
    void close();
}
