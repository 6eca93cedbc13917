package org.ambrosia.runtime.log.file;

import java.nio.ByteBuffer;

/**
 * The aligned memory outside the heap from which a log is written. It is as large as the records so
 * far needed, up to a bound.
 */
final class WriteBuffer {
    /** The max size of one write; a larger record is written in pieces. */
    static final int MOST_BYTES = 4 << 20;

    private static final int FIRST_BYTES = 64 << 10;

    private final int blockBytes;
    private ByteBuffer buffer;

    WriteBuffer(int blockBytes) {
        this.blockBytes = blockBytes;
        this.buffer = allocate(FIRST_BYTES);
    }

    /**
     * Returns an empty buffer for this number of bytes, which begins at an address that direct I/O
     * accepts.
     */
    ByteBuffer forBytes(int bytes) {
        if (bytes > buffer.capacity()) {
            buffer = allocate(Math.max(bytes, Math.min(2 * buffer.capacity(), MOST_BYTES)));
        }
        return buffer.clear();
    }

    private ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes + blockBytes).alignedSlice(blockBytes);
    }
}
