package org.ambrosia.runtime.log;

/** Reads records in their order, across segments. Not thread-safe. */
public interface LogReader extends AutoCloseable {
    /**
     * The next record, its check holding; null at the end of the log.
     *
     * @throws org.ambrosia.runtime.api.LogException if the log is damaged before its end; nothing was changed
     */
    StoredRecord next();

    /** At the end of the log: the number of the segment that is to be started next. */
    long nextSegment();

    /** At the end of the log: how many bytes of a record that was never finished are passed over. */
    long cutBytes();

    @Override
    void close();
}
