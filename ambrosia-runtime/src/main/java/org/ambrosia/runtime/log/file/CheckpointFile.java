package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * A checkpoint's file.
 *
 * <pre>
 * magic "AMBCKP1\n" | incarnation i64 | number i64 | coordinator length i64 | application length i64
 *   | coordinator | application | CRC-32C of all this i32
 * </pre>
 */
final class CheckpointFile {
    private static final long MAGIC = 0x0a31504b_43424d41L;
    private static final int HEADER_BYTES = 40;
    private static final int CRC_BYTES = 4;

    private CheckpointFile() {}

    /** Writes the file aside, syncs it and publishes it. */
    static void write(Path file, int author, LogIdentity identity, StoredCheckpoint checkpoint) throws IOException {
        byte[] coordinator = checkpoint.coordinator();
        byte[] application = checkpoint.application();
        Encoder header = new Encoder(HEADER_BYTES);
        header.i64(MAGIC).i64(identity.incarnation()).i64(checkpoint.number());
        header.i64(coordinator.length).i64(application.length);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, HEADER_BYTES);
        crc.update(coordinator);
        crc.update(application);
        Encoder end = new Encoder(CRC_BYTES).i32((int) crc.getValue());
        LogFiles.publish(
                file,
                author,
                ByteBuffer.wrap(header.array(), 0, HEADER_BYTES),
                ByteBuffer.wrap(coordinator),
                ByteBuffer.wrap(application),
                ByteBuffer.wrap(end.array(), 0, CRC_BYTES));
    }

    /**
     * Reads the file.
     *
     * @throws ProtocolException if it is not whole; the message says what was expected and found
     */
    static StoredCheckpoint read(Path file, LogIdentity identity, long number) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Decoder in = new Decoder(bytes);
        if (in.i64() != MAGIC) {
            throw in.malformed("no checkpoint begins here");
        }
        long incarnation = in.i64();
        long foundNumber = in.i64();
        long coordinator = in.i64();
        long application = in.i64();
        if (coordinator < 0 || application < 0 || coordinator + application != in.remaining() - (long) CRC_BYTES) {
            throw in.malformed("its parts have " + coordinator + " and " + application + " bytes, but "
                    + (in.remaining() - CRC_BYTES) + " are there");
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - CRC_BYTES);
        int expected = new Decoder(bytes, bytes.length - CRC_BYTES, CRC_BYTES).i32();
        if ((int) crc.getValue() != expected) {
            throw in.malformed(String.format("check expected %08x, found %08x", expected, (int) crc.getValue()));
        }
        if (incarnation != identity.incarnation() || foundNumber != number) {
            throw in.malformed("expected incarnation " + identity.incarnation() + " number " + number
                    + ", found incarnation " + incarnation + " number " + foundNumber);
        }
        return new StoredCheckpoint(number, in.bytes((int) coordinator), in.bytes((int) application));
    }
}
