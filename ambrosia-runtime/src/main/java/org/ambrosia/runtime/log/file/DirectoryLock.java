package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/** The lock that makes a process the only writer of a log. The system releases it when the process ends, however it does. */
final class DirectoryLock implements AutoCloseable {
    /**
     * What this process has locked. The system's locks belong to processes, and closing any channel of a file gives up all of
     * them: a locked file must not even be opened again.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path held;
    private final FileChannel channel;

    private DirectoryLock(Path held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /**
     * Takes the lock without waiting.
     *
     * @throws LogException if it is taken
     */
    static DirectoryLock take(Path file) throws IOException {
        Path real = file.toAbsolutePath().getParent().toRealPath();
        if (!HELD.add(real)) {
            throw inUse(file);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, CREATE, WRITE);
            if (channel.tryLock() == null) {
                throw inUse(file);
            }
            return new DirectoryLock(real, channel);
        } catch (IOException | RuntimeException | Error failed) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } finally {
                HELD.remove(real);
            }
            throw failed;
        }
    }

    private static LogException inUse(Path file) {
        return new LogException(
                ErrorTag.LogInUse,
                "The log is in use by a running instance (directory=" + file.getParent()
                        + "). Stop it first, or give this instance another name or log directory.");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(held);
        }
    }
}
