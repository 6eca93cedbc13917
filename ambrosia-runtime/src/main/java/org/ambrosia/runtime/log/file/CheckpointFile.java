package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
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
 * <p>Magic, count and the header's check stay in each later version. By them a reader distinguishes
 * a later version from a damaged file.
 */
final class CheckpointFile {
    private static final long MAGIC = 0x0a33504b_43424d41L;
    private static final int COUNT_AT = 8;
    private static final int VERSION_AT = 12;
    private static final int MAX_HEADER_BYTES = 4096;
    static final int CRC_BYTES = 4;
    static final int SLICE_BYTES = 1 << 20;

    private CheckpointFile() {}

    /** Returns the file's beginning. */
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
     * Opens the file for reading, after reading all of it to check that it is whole. This takes
     * little memory.
     *
     * @throws MalformedDataException if it is not whole; the message states what was expected and
     *     found
     */
    static StoredCheckpoint open(Path file, LogIdentity identity, long number) throws IOException {
        FileChannel channel = FileChannel.open(file, READ);
        try {
            Parts parts = verify(channel, identity, number);
            return new Opened(file, channel, number, parts);
        } catch (IOException | RuntimeException | Error failed) {
            channel.close();
            throw failed;
        }
    }

    /**
     * Reads the file to check that it is whole, in little memory.
     *
     * @throws MalformedDataException if it is not whole; the message states what was expected and
     *     found
     */
    static void verify(Path file, LogIdentity identity, long number) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            verify(channel, identity, number);
        }
    }

    private static Parts verify(FileChannel channel, LogIdentity identity, long number) throws IOException {
        Parts parts = Parts.read(channel, identity, number);
        CRC32C crc = parts.crcOfHeader();
        ByteBuffer slice = ByteBuffer.allocate(SLICE_BYTES);
        for (long left = parts.coordinator() + parts.application(); left > 0; left -= slice.limit()) {
            readFully(channel, slice.clear().limit((int) Math.min(left, SLICE_BYTES)));
            crc.update(slice);
        }
        parts.check(channel, crc);
        return parts;
    }

    /** A file that is whole. */
    private static final class Opened implements StoredCheckpoint {
        private final Path file;
        private final FileChannel channel;
        private final long number;
        private final Part coordinator;
        private final Part application;

        Opened(Path file, FileChannel channel, long number, Parts parts) {
            this.file = file;
            this.channel = channel;
            this.number = number;
            this.coordinator = part(parts.header().length, parts.coordinator());
            this.application = part(parts.header().length + parts.coordinator(), parts.application());
        }

        private Part part(long at, long length) {
            return new Part() {
                @Override
                public long length() {
                    return length;
                }

                @Override
                public InputStream open() {
                    return new FilePart(channel, at, length);
                }
            };
        }

        @Override
        public long segment() {
            return number;
        }

        @Override
        public Part coordinator() {
            return coordinator;
        }

        @Override
        public Part application() {
            return application;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException unimportant) {
                System.getLogger(CheckpointFile.class.getName())
                        .log(System.Logger.Level.DEBUG, "closing " + file, unimportant);
            }
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw damaged("it ends early, at byte " + channel.position());
            }
        }
        target.flip();
    }

    private static MalformedDataException damaged(String what) {
        return new MalformedDataException(ErrorTag.CHECKPOINT_CORRUPT, "The checkpoint is damaged: " + what);
    }

    /** The file's beginning, which contains the lengths of its parts. */
    private record Parts(byte[] header, long coordinator, long application) {
        static Parts read(FileChannel channel, LogIdentity identity, long number) throws IOException {
            byte[] header = readHeader(channel);
            long there = channel.size() - header.length - CRC_BYTES;
            try {
                return decode(header, there, identity, number);
            } catch (MalformedDataException malformed) {
                if (malformed.tag() != ErrorTag.MALFORMED_MESSAGE) {
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
            boolean sane = coordinator >= 0 && coordinator <= there && application == there - coordinator;
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

        CRC32C crcOfHeader() {
            CRC32C crc = new CRC32C();
            crc.update(header);
            return crc;
        }

        /** Compares the CRC with the one at the file's end, where the channel stands now. */
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
