package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * A checkpoint's file while it is written, under a name of its own until it is complete. The parts
 * are written as they arrive. The header comes last, in the room that was left for it, since it
 * contains their lengths.
 *
 * <p>The file is synced piece by piece. So a log on the same disk waits for one piece at most, and
 * not for all of a large file.
 */
final class CheckpointDraft implements AutoCloseable {
    private final Path file;
    private final Path aside;
    private final LogIdentity identity;
    private final long number;
    private final int headerBytes;
    private final FileChannel channel;
    private final CRC32C parts = new CRC32C();
    private final ByteBuffer slice = ByteBuffer.allocate(CheckpointFile.SLICE_BYTES);
    private long coordinatorBytes;
    private long applicationBytes;
    private boolean published;

    /**
     * Creates the file.
     *
     * @param author as {@link LogFiles#publish}
     */
    CheckpointDraft(Path file, int author, LogIdentity identity, long number) throws IOException {
        this.file = file;
        this.aside = LogFiles.aside(file, author);
        this.identity = identity;
        this.number = number;
        this.headerBytes = CheckpointFile.header(identity, number, 0, 0).length;
        this.channel = LogFiles.create(aside, CREATE, TRUNCATE_EXISTING, WRITE);
        channel.position(headerBytes);
    }

    Path file() {
        return file;
    }

    /** Returns the stream that takes the coordinator's part. */
    OutputStream coordinator() {
        return new Part() {
            @Override
            void count(int bytes) {
                coordinatorBytes += bytes;
            }
        };
    }

    /** Returns the stream that takes the application's part. */
    OutputStream application() {
        return new Part() {
            @Override
            void count(int bytes) {
                applicationBytes += bytes;
            }
        };
    }

    /** Completes the file. On return it is on stable storage, and has its name. */
    void publish() throws IOException {
        byte[] header = CheckpointFile.header(identity, number, coordinatorBytes, applicationBytes);
        CRC32C crc = new CRC32C();
        crc.update(header);
        int all = Crc32c.combine((int) crc.getValue(), (int) parts.getValue(), coordinatorBytes + applicationBytes);
        if (slice.remaining() < CheckpointFile.CRC_BYTES) {
            writeSlice();
        }
        slice.put(new Encoder(CheckpointFile.CRC_BYTES).i32(all).array(), 0, CheckpointFile.CRC_BYTES);
        writeSlice();
        ByteBuffer first = ByteBuffer.wrap(header);
        while (first.hasRemaining()) {
            channel.write(first, first.position());
        }
        channel.force(true);
        channel.close();
        Files.move(aside, file, ATOMIC_MOVE, REPLACE_EXISTING);
        published = true;
        LogFiles.syncDirectory(file.toAbsolutePath().getParent());
    }

    /**
     * Closes the file. Deletes it if it is unfinished, since it would take the room that the log
     * itself needs next.
     */
    @Override
    public void close() throws IOException {
        channel.close();
        if (!published) {
            Files.deleteIfExists(aside);
        }
    }

    private void writeSlice() throws IOException {
        boolean isWhole = !slice.hasRemaining();
        slice.flip();
        while (slice.hasRemaining()) {
            channel.write(slice);
        }
        slice.clear();
        if (isWhole) {
            channel.force(false);
        }
    }

    /** A stream into the file that counts its bytes. */
    private abstract class Part extends OutputStream {
        private final byte[] single = new byte[1];

        abstract void count(int bytes);

        @Override
        public void write(int value) throws IOException {
            single[0] = (byte) value;
            write(single, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            parts.update(bytes, offset, length);
            count(length);
            for (int at = 0; at < length; ) {
                if (!slice.hasRemaining()) {
                    writeSlice();
                }
                int piece = Math.min(slice.remaining(), length - at);
                slice.put(bytes, offset + at, piece);
                at += piece;
            }
        }
    }
}
