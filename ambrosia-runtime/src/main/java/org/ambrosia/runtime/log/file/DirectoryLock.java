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

    private static final System.Logger LOGGER = System.getLogger(DirectoryLock.class.getName());

    private final Path held;
    private final FileChannel channel;

    private DirectoryLock(Path held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param successor the file by which another process that has the lock is asked to end, and then waited for; null to ask nobody
     * @throws LogException if it is taken, by this process or by another that is not to be asked
     */
    static DirectoryLock take(Path file, Path successor) throws IOException {
        Path real = file.toAbsolutePath().getParent().toRealPath();
        if (!HELD.add(real)) {
            throw inUse(file);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, CREATE, WRITE);
            if (channel.tryLock() == null) {
                if (successor == null) {
                    throw inUse(file);
                }
                waitFor(channel, file, successor);
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

    private static void waitFor(FileChannel channel, Path file, Path successor) throws IOException {
        LOGGER.log(
                System.Logger.Level.INFO,
                "The log is in use by another process, which is asked to end, and waited for (directory="
                        + file.getParent() + ")");
        Succession.ask(successor);
        channel.lock();
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
