package org.ambrosia.runtime.log.file;

/**
 * A primary's reign over a log, as all processes that share the log see it. It is a file that the
 * primary holds while it lives. Its words state how far the log is durable, that the primary does
 * not hang, and which reign has replaced it.
 *
 * @param number its number, from 1
 * @param file the file
 */
record Reign(long number, SharedFile file) implements AutoCloseable {
    private static final int BEATS = 0;
    private static final int DURABLE = 1;
    private static final int SEGMENT = 2;
    private static final int FENCED_BY = 3;
    private static final int BYTES = 4;
    /**
     * The first of the words with other processes' questions; the words with this primary's answers
     * follow them.
     */
    private static final int ASKED = 5;

    /** The number of processes that may ask at the same time. */
    static final int SLOTS = 5;

    private static final int ECHOED = ASKED + SLOTS;
    private static final int MEMORY = ECHOED + SLOTS;

    /** Returns a number that grows while the primary is alive and its disk works. */
    long beats() {
        return file.word(BEATS);
    }

    /** Shows that the primary is alive, and that it sees what other processes write here. */
    void beat() {
        file.word(BEATS, file.word(BEATS) + 1);
        for (int slot = 0; slot < SLOTS; slot++) {
            long asked = file.word(ASKED + slot);
            if (asked != file.word(ECHOED + slot)) {
                file.word(ECHOED + slot, asked);
            }
        }
    }

    /** Asks the primary to write this number at its next beat. */
    void ask(int slot, long nonce) {
        file.word(ASKED + slot, nonce);
    }

    /** Returns the number with which the primary has answered last. */
    long echoed(int slot) {
        return file.word(ECHOED + slot);
    }

    /**
     * Returns the memory that the primary sees, as {@link SharedFiles#memory}; 0 if the primary has
     * not reported it.
     */
    long memory() {
        return file.word(MEMORY);
    }

    void memory(long seen) {
        file.word(MEMORY, seen);
    }

    /** Returns the sequence id after the last record that this primary has made durable, or 0. */
    long durableEnd() {
        return file.word(DURABLE);
    }

    void durableEnd(long sequence) {
        file.word(DURABLE, sequence);
    }

    /** Returns the number after the segment that this primary writes, or 0. */
    long segmentEnd() {
        return file.word(SEGMENT);
    }

    void segmentEnd(long end) {
        file.word(SEGMENT, end);
    }

    /** Returns where the open segment ends at the moment, in bytes. */
    long bytes() {
        return file.word(BYTES);
    }

    void bytes(long end) {
        file.word(BYTES, end);
    }

    /** Returns the number of the reign by which it was replaced; 0 if it was not. */
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
