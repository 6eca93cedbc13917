package org.ambrosia.runtime.log;

/** Reads records in their order, across segments, while they are written. Not thread-safe. */
public interface LogReader extends AutoCloseable {
    /**
     * The next record, its check holding; null if there is none at the moment. Of a log that another process writes, only what is on
     * stable storage is read. Is called often, by a thread that must not wait long: an engine that reads from afar reads ahead.
     *
     * @throws org.ambrosia.runtime.api.LogException if the log is damaged before its end; nothing was changed; with the tag {@code
     *     LogBehind} if the next segment was deleted meanwhile, because newer checkpoints made it superfluous
     */
    StoredRecord next();

    /** How many bytes of the log are known to be durable and were not read yet, about. */
    long bytesBehind();

    /** Whether the log was read to its end, after which no process writes before this one {@linkplain Records#begin does}. */
    boolean atEnd();

    /** At the end of the log: the number of the segment that is to be started next. */
    long nextSegment();

    @Override
    void close();
}
