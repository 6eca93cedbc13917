package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * Writes one segment. Each record begins on a block of its own, so that no write ever touches bytes
 * that were acknowledged. The file is filled with zeros ahead of small records, see
 * {@link Preallocation}.
 */
final class SegmentWriter implements AutoCloseable {
    private static final byte[] ZEROS = new byte[SegmentHeader.MOST_BLOCK];

    private final Path file;
    private final SegmentHeader header;
    private final WriteMode.Opened opened;
    private final Preallocation preallocation;
    private final WriteBuffer buffer;
    private long end;

    /**
     * Creates the file with its header; both it and its name are on stable storage on return.
     *
     * @param synced whether a record must be on stable storage when it was appended
     * @param system as {@link WriteMode#open}
     */
    SegmentWriter(
            Path file, SegmentHeader header, WriteBuffer buffer, Executor background, boolean synced, String system)
            throws IOException {
        this.file = file;
        this.header = header;
        this.buffer = buffer;
        byte[] block = header.encode();
        try (FileChannel fresh = LogFiles.create(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
            ByteBuffer content = ByteBuffer.wrap(block);
            while (content.hasRemaining()) {
                fresh.write(content);
            }
            fresh.force(true);
        }
        LogFiles.syncDirectory(file.toAbsolutePath().getParent());
        this.end = block.length;
        this.preallocation =
                new Preallocation(WriteMode.openToFill(file, block.length, synced), block.length, background);
        this.opened = WriteMode.open(file, header.blockBytes(), synced, system);
    }

    /** Appends a record; it is on stable storage on return. Returns how many bytes it takes. */
    int append(byte[] bytes, int length) throws IOException {
        int padded = Math.toIntExact(header.padded(length));
        preallocation.await(end, padded);
        for (int written = 0; written < padded; ) {
            int piece = Math.min(padded - written, WriteBuffer.MOST_BYTES);
            int content = Math.max(0, Math.min(piece, length - written));
            ByteBuffer aligned = buffer.forBytes(piece).put(bytes, written, content);
            aligned.put(ZEROS, 0, piece - content);
            aligned.flip();
            long at = end + written;
            while (aligned.hasRemaining()) {
                at += opened.channel().write(aligned, at);
            }
            written += piece;
        }
        opened.written();
        end += padded;
        preallocation.written(padded, end);
        return padded;
    }

    long end() {
        return end;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        preallocation.close();
        opened.channel().close();
    }
}
