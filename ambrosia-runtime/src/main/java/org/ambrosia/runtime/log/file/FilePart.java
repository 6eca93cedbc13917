package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads a part of a file; the owner of the channel closes it. */
final class FilePart extends InputStream {
    private final FileChannel channel;
    private final byte[] single = new byte[1];
    private long at;
    private long left;

    /**
     * Creates a stream of the bytes from {@code at} on.
     *
     * @param length how many there are
     */
    FilePart(FileChannel channel, long at, long length) {
        this.channel = channel;
        this.at = at;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    /**
     * Reads by slices: a read copies its bytes from a buffer outside the heap, which would be as
     * large as the read.
     */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0 || left == 0) {
            return length == 0 ? 0 : -1;
        }
        int wanted = (int) Math.min(Math.min(length, left), CheckpointFile.SLICE_BYTES);
        int read = channel.read(ByteBuffer.wrap(target, offset, wanted), at);
        if (read < 0) {
            throw new IOException("The file ends " + left + " bytes early, at byte " + at);
        }
        at += read;
        left -= read;
        return read;
    }

    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
