package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Optional;

/**
 * A lock of a whole file, in two halves. When any part of a process closes any channel of a file,
 * as a copy of the directory does, the system takes all locks of that file from the process. So
 * each half is taken again from time to time, while the other one keeps other processes out.
 */
final class HalvedLock {
    private static final long HALF = 1L << 62;

    private final FileChannel channel;
    private FileLock lower;
    private FileLock upper;

    private HalvedLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Locks a file until the channel is closed; empty if another process has a lock of it. */
    static Optional<HalvedLock> tryLock(FileChannel channel) throws IOException {
        HalvedLock lock = new HalvedLock(channel);
        return lock.renew() ? Optional.of(lock) : Optional.empty();
    }

    /**
     * Takes again what the system may have taken away. Returns false if another process has a lock
     * of the file now.
     *
     * <p>A process that tries to lock the file gets the lower half if it comes in the moment
     * between release and lock. Then the upper half, which that process tries next, must not be
     * released.
     */
    boolean renew() throws IOException {
        lower = again(lower, 0, HALF);
        if (lower == null) {
            return false;
        }
        upper = again(upper, HALF, Long.MAX_VALUE - HALF);
        return upper != null;
    }

    private FileLock again(FileLock held, long from, long length) throws IOException {
        if (held != null) {
            held.release();
        }
        return channel.tryLock(from, length, false);
    }
}
