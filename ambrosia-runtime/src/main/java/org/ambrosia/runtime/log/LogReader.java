package org.ambrosia.runtime.log;

import org.jspecify.annotations.Nullable;

/** Reads records in their order, across segments, while they are written. Not thread-safe. */
public interface LogReader extends AutoCloseable {
    /**
     * Returns the next record, whose check holds; null if there is none at the moment. While
     * another process writes the log, only records on stable storage are read. A thread that must
     * not wait long calls this often: an engine that reads from remote storage reads ahead.
     *
     * @throws org.ambrosia.runtime.api.LogException if the log is damaged before its end; nothing
     *     was changed; with the tag {@code LogBehind} if the next segment was deleted meanwhile,
     *     because newer checkpoints made it superfluous
     */
    @Nullable
    StoredRecord next();

    /** Returns about how many bytes of the log are known to be durable and were not read yet. */
    long bytesBehind();

    /**
     * Returns whether the log was read to its end. After that end no process writes before this one
     * {@linkplain Records#begin does}.
     */
    boolean atEnd();

    /** Returns the number of the segment to start next, at the end of the log. */
    long nextSegment();

    @Override
    void close();
}
