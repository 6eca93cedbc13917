package org.ambrosia.runtime.log.file;

/**
 * A primary's reign over a log, as all processes that share the log see it: a file that the primary holds while it lives, with words
 * that say how far the log is durable, that the primary is not hung, and who has replaced it.
 *
 * @param epoch its number
 * @param file the file
 */
record Reign(long epoch, SharedFile file) implements AutoCloseable {
    private static final int BEATS = 0;
    private static final int DURABLE = 1;
    private static final int SEGMENT = 2;
    private static final int FENCED_BY = 3;
    private static final int BYTES = 4;

    /** Grows while the primary is alive and its disk works. */
    long beats() {
        return file.word(BEATS);
    }

    void beat() {
        file.word(BEATS, file.word(BEATS) + 1);
    }

    /** The sequence id behind the last record that this primary has made durable, or 0. */
    long durableEnd() {
        return file.word(DURABLE);
    }

    void durableEnd(long sequence) {
        file.word(DURABLE, sequence);
    }

    /** The number behind the segment that this primary writes, or 0. */
    long segmentEnd() {
        return file.word(SEGMENT);
    }

    void segmentEnd(long number) {
        file.word(SEGMENT, number);
    }

    /** Where the open segment ends at the moment, in bytes. */
    long bytes() {
        return file.word(BYTES);
    }

    void bytes(long end) {
        file.word(BYTES, end);
    }

    /** The epoch by which it was replaced; 0 if it was not. */
    long fencedBy() {
        return file.word(FENCED_BY);
    }

    void fence(long by) {
        if (fencedBy() < by) {
            file.word(FENCED_BY, by);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
