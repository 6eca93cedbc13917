package org.ambrosia.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a process keeps files that are memory for other processes, and not for a disk. */
public final class SharedMemory {
    private static final Path LINUX = Path.of("/dev/shm");
    /** All buffers of an Aeron media driver, not sparse, with room to spare. */
    private static final long NEEDED_BYTES = 2L << 30;

    private SharedMemory() {}

    /**
     * Returns the directory in shared memory that belongs to a directory on the disk, whose name is not taken twice; or that directory, if
     * there is no shared memory, or too little.
     */
    public static Path of(Path directory) {
        return isUsable() ? LINUX.resolve(directory.getFileName().toString()) : directory;
    }

    /** Whether there is some, with room enough. */
    public static boolean isUsable() {
        try {
            return Files.isWritable(LINUX) && Files.getFileStore(LINUX).getUsableSpace() >= NEEDED_BYTES;
        } catch (IOException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }
}
