package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a segment is written so that a write is on stable storage when it returns; see ADR 0003 for measurements. */
enum WriteMode {
    /** Past the page cache, from aligned buffers. */
    DIRECT,
    /** Through the page cache; for file systems without direct I/O. */
    BUFFERED,
    /** Through the page cache, without waiting for the disk, where the operator wants no more. */
    UNSYNCED;

    /** Opens an existing file in the best mode that its file system has. */
    static FileChannel open(Path file, int blockBytes, boolean synced) throws IOException {
        if (!synced) {
            return UNSYNCED.openFile(file);
        }
        try {
            boolean aligned = Files.getFileStore(file).getBlockSize() <= blockBytes;
            return (aligned ? DIRECT : BUFFERED).openFile(file);
        } catch (IOException | UnsupportedOperationException noDirect) {
            return BUFFERED.openFile(file);
        }
    }

    /** Opens an existing file to be filled in advance: what is written is on stable storage when it is forced. */
    static FileChannel openToFill(Path file, int blockBytes, boolean synced) throws IOException {
        if (synced) {
            try {
                if (Files.getFileStore(file).getBlockSize() <= blockBytes) {
                    return FileChannel.open(file, WRITE, ExtendedOpenOption.DIRECT);
                }
            } catch (IOException | UnsupportedOperationException noDirect) {
                // Through the page cache, then.
            }
        }
        return FileChannel.open(file, WRITE);
    }

    FileChannel openFile(Path file) throws IOException {
        return switch (this) {
            case DIRECT -> FileChannel.open(file, WRITE, DSYNC, ExtendedOpenOption.DIRECT);
            case BUFFERED -> FileChannel.open(file, WRITE, DSYNC);
            case UNSYNCED -> FileChannel.open(file, WRITE);
        };
    }

    /** The block size of the file's file system, at least 4096. */
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
