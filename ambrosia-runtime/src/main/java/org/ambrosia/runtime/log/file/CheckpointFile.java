package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.Extensions;
import org.ambrosia.runtime.protocol.FormatVersion;

/**
 * A checkpoint's file.
 *
 * <pre>
 * magic "AMBCKP3\n" | bytes up to the header's check's end i32 | version i32 | readable by version i32 | incarnation i64
 *   | number i64 | coordinator length i64 | application length i64 | extensions | CRC-32C of the header i32
 *   | coordinator | application | CRC-32C of all this i32
 * </pre>
 *
 * <p>Magic, count and the header's check stay in each later version, so that a later one is told from a damaged one.
 */
final class CheckpointFile {
    private static final long MAGIC = 0x0a33504b_43424d41L;
    private static final int COUNT_AT = 8;
    private static final int VERSION_AT = 12;
    private static final int MAX_HEADER_BYTES = 4096;
    private static final int CRC_BYTES = 4;
    private static final int SLICE_BYTES = 1 << 20;
    /** More does not fit in an array. */
    private static final long MAX_PART_BYTES = Integer.MAX_VALUE - 8;

    private CheckpointFile() {}

    /** Writes the file aside, syncs it and publishes it. */
    static void write(Path file, int author, LogIdentity identity, StoredCheckpoint checkpoint) throws IOException {
        byte[] coordinator = checkpoint.coordinator();
        byte[] application = checkpoint.application();
        byte[] header = header(identity, checkpoint.number(), coordinator.length, application.length);
        CRC32C crc = new CRC32C();
        crc.update(header);
        crc.update(coordinator);
        crc.update(application);
        Encoder end = new Encoder(CRC_BYTES).i32((int) crc.getValue());
        LogFiles.publish(
                file,
                author,
                ByteBuffer.wrap(header),
                ByteBuffer.wrap(coordinator),
                ByteBuffer.wrap(application),
                ByteBuffer.wrap(end.array(), 0, CRC_BYTES));
    }

    /** The file's beginning. */
    static byte[] header(LogIdentity identity, long number, long coordinatorBytes, long applicationBytes) {
        Encoder header = new Encoder(64).i64(MAGIC).i32(0);
        FormatVersion.of(Manifest.NEWEST_FORMAT).encode(header);
        header.i64(identity.incarnation()).i64(number).i64(coordinatorBytes).i64(applicationBytes);
        Extensions.none(header);
        header.putI32(COUNT_AT, header.length() + CRC_BYTES);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, header.length());
        header.i32((int) crc.getValue());
        return header.toByteArray();
    }

    /**
     * Reads the file, part by part, so that only a part must fit in an array.
     *
     * @throws ProtocolException if it is not whole; the message says what was expected and found
     */
    static StoredCheckpoint read(Path file, LogIdentity identity, long number) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            Parts parts = Parts.read(channel, identity, number);
            CRC32C crc = parts.crcOfHeader();
            byte[] coordinator = readPart(channel, crc, parts.coordinator());
            byte[] application = readPart(channel, crc, parts.application());
            parts.check(channel, crc);
            return new StoredCheckpoint(number, coordinator, application);
        }
    }

    /**
     * Reads the file to see whether it is whole, in little memory.
     *
     * @throws ProtocolException if it is not whole; the message says what was expected and found
     */
    static void verify(Path file, LogIdentity identity, long number) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            Parts parts = Parts.read(channel, identity, number);
            CRC32C crc = parts.crcOfHeader();
            ByteBuffer slice = ByteBuffer.allocate(SLICE_BYTES);
            for (long left = parts.coordinator() + parts.application(); left > 0; left -= slice.limit()) {
                readFully(channel, slice.clear().limit((int) Math.min(left, SLICE_BYTES)));
                crc.update(slice);
            }
            parts.check(channel, crc);
        }
    }

    /** Reads by slices, since a read copies what it gives from a buffer outside of the heap, which would be as large. */
    private static byte[] readPart(FileChannel channel, CRC32C crc, long length) throws IOException {
        byte[] part = new byte[(int) length];
        for (int at = 0; at < part.length; at += SLICE_BYTES) {
            int slice = Math.min(part.length - at, SLICE_BYTES);
            readFully(channel, ByteBuffer.wrap(part, at, slice));
            crc.update(part, at, slice);
        }
        return part;
    }

    private static void readFully(FileChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw damaged("it ends early, at byte " + channel.position());
            }
        }
        target.flip();
    }

    private static ProtocolException damaged(String what) {
        return new ProtocolException(ErrorTag.CheckpointCorrupt, "The checkpoint is damaged: " + what);
    }

    /** What the file's beginning says of its parts. */
    private record Parts(byte[] header, long coordinator, long application) {
        static Parts read(FileChannel channel, LogIdentity identity, long number) throws IOException {
            byte[] header = readHeader(channel);
            long there = channel.size() - header.length - CRC_BYTES;
            try {
                return decode(header, there, identity, number);
            } catch (ProtocolException malformed) {
                if (malformed.tag() != ErrorTag.MalformedMessage) {
                    throw malformed;
                }
                throw damaged("its header of " + header.length + " bytes can't be understood, though its check holds");
            }
        }

        private static Parts decode(byte[] header, long there, LogIdentity identity, long number) {
            Decoder in = new Decoder(header, VERSION_AT, header.length - VERSION_AT - CRC_BYTES);
            FormatVersion.decode(in).check(Manifest.OLDEST_FORMAT, Manifest.NEWEST_FORMAT, "a checkpoint");
            long incarnation = in.i64();
            long foundNumber = in.i64();
            long coordinator = in.i64();
            long application = in.i64();
            Extensions.pass(in, "a checkpoint");
            boolean sane = isLength(coordinator) && isLength(application) && coordinator + application == there;
            if (!sane) {
                throw damaged("its parts have " + coordinator + " and " + application + " bytes, but " + there
                        + " are there");
            }
            if (incarnation != identity.incarnation() || foundNumber != number) {
                throw damaged("expected incarnation " + identity.incarnation() + " number " + number
                        + ", found incarnation " + incarnation + " number " + foundNumber);
            }
            return new Parts(header, coordinator, application);
        }

        private static byte[] readHeader(FileChannel channel) throws IOException {
            byte[] start = new byte[VERSION_AT];
            readFully(channel, ByteBuffer.wrap(start));
            Decoder in = new Decoder(start);
            if (in.i64() != MAGIC) {
                throw damaged("no checkpoint begins here");
            }
            int count = in.i32();
            if (count < VERSION_AT + CRC_BYTES || count > MAX_HEADER_BYTES) {
                throw damaged("a header of " + count + " bytes");
            }
            byte[] header = Arrays.copyOf(start, count);
            readFully(channel, ByteBuffer.wrap(header, VERSION_AT, count - VERSION_AT));
            CRC32C crc = new CRC32C();
            crc.update(header, 0, count - CRC_BYTES);
            if ((int) crc.getValue() != new Decoder(header, count - CRC_BYTES, CRC_BYTES).i32()) {
                throw damaged("the check of its header does not hold");
            }
            return header;
        }

        private static boolean isLength(long length) {
            return length >= 0 && length <= MAX_PART_BYTES;
        }

        CRC32C crcOfHeader() {
            CRC32C crc = new CRC32C();
            crc.update(header);
            return crc;
        }

        /** Compares with the check at the file's end, to which it was read. */
        void check(FileChannel channel, CRC32C crc) throws IOException {
            ByteBuffer stored = ByteBuffer.allocate(CRC_BYTES);
            readFully(channel, stored);
            int expected = new Decoder(stored.array()).i32();
            if ((int) crc.getValue() != expected) {
                throw damaged(String.format("check expected %08x, found %08x", expected, (int) crc.getValue()));
            }
        }
    }
}
