package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The way to write a segment so that a write is on stable storage when it returns; see ADR 0003 for
 * measurements.
 */
enum WriteMode {
    /** Past the page cache, from aligned buffers. */
    DIRECT,
    /** Through the page cache; for file systems without direct I/O. */
    BUFFERED,
    /**
     * Through the page cache, with a sync after each record, for systems where a synced write does
     * not empty the drive's own cache.
     */
    FORCED,
    /** Through the page cache, without waiting for the disk, if the operator wants no more. */
    UNSYNCED;

    /**
     * An open segment.
     *
     * @param mode how it is written
     */
    record Opened(FileChannel channel, WriteMode mode) {
        /** Notes that a record was written; it is on stable storage on return. */
        void written() throws IOException {
            if (mode == FORCED) {
                channel.force(false);
            }
        }
    }

    /**
     * Opens an existing file in the best mode that its file system has.
     *
     * @param system the operating system's name, as in the property {@code os.name}
     */
    static Opened open(Path file, int blockBytes, boolean synced, String system) throws IOException {
        if (!synced) {
            return UNSYNCED.opened(file);
        }
        if (!isEmptyingDrives(system)) {
            return FORCED.opened(file);
        }
        try {
            boolean aligned = Files.getFileStore(file).getBlockSize() <= blockBytes;
            return (aligned ? DIRECT : BUFFERED).opened(file);
        } catch (IOException | UnsupportedOperationException noDirect) {
            return BUFFERED.opened(file);
        }
    }

    /**
     * Returns whether a synced write empties the drive's cache. On macOS only a sync does, by
     * F_FULLFSYNC; O_DSYNC returns when the drive has the bytes in its memory.
     */
    private static boolean isEmptyingDrives(String system) {
        return !system.startsWith("Mac") && !system.startsWith("Darwin");
    }

    private Opened opened(Path file) throws IOException {
        return new Opened(openFile(file), this);
    }

    /**
     * Opens an existing file to fill it in advance: what is written is on stable storage after a
     * force.
     */
    static FileChannel openToFill(Path file, int blockBytes, boolean synced) throws IOException {
        if (synced) {
            try {
                if (Files.getFileStore(file).getBlockSize() <= blockBytes) {
                    return FileChannel.open(file, WRITE, ExtendedOpenOption.DIRECT);
                }
            } catch (IOException | UnsupportedOperationException noDirect) {
                // Use the page cache, then.
            }
        }
        return FileChannel.open(file, WRITE);
    }

    FileChannel openFile(Path file) throws IOException {
        return switch (this) {
            case DIRECT -> FileChannel.open(file, WRITE, DSYNC, ExtendedOpenOption.DIRECT);
            case BUFFERED -> FileChannel.open(file, WRITE, DSYNC);
            case FORCED, UNSYNCED -> FileChannel.open(file, WRITE);
        };
    }

    /** Returns the block size of the file's file system, at least 4096. */
    static int blockBytes(Path directory) throws IOException {
        try {
            long block = Files.getFileStore(directory).getBlockSize();
            boolean usable = block >= SegmentHeader.LEAST_BLOCK
                    && block <= SegmentHeader.MOST_BLOCK
                    && Long.bitCount(block) == 1;
            return usable ? (int) block : SegmentHeader.LEAST_BLOCK;
        } catch (UnsupportedOperationException unknown) {
            return SegmentHeader.LEAST_BLOCK;
        }
    }
}
