package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/** The lock that makes a process the only writer of a log. The system releases it when the process ends, however it does. */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock without waiting.
     *
     * @throws LogException if it is taken
     */
    static DirectoryLock take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException takenHere) {
            // Taken by this process: the same as taken by another.
        }
        if (lock == null) {
            channel.close();
            throw new LogException(
                    ErrorTag.LogInUse,
                    "The log is in use by a running instance (directory=" + file.getParent()
                            + "). Stop it first, or give this instance another name or log directory.");
        }
        return new DirectoryLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
