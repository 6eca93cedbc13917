package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.ambrosia.runtime.thread.ArrayPool;

/** Puts frames together from what comes in on a link, each at the beginning of an array of its own: the bytes are copied once. */
final class FrameAssembler {
    private static final int LENGTH_BYTES = 4;
    /** A larger frame's array grows while it comes in, so that a length alone takes no memory. */
    private static final int FIRST_BYTES = 128 << 10;

    private final ArrayPool arrays;
    private final BooleanSupplier scarce;
    private int maxBytes;
    private int lengthBytes;
    private int length;
    private byte[] frame;
    private int filled;
    private int lastLength;

    /** Makes an assembler while memory is not scarce. */
    FrameAssembler(int maxBytes, ArrayPool arrays) {
        this(maxBytes, arrays, () -> false);
    }

    /**
     * Makes an assembler.
     *
     * @param maxBytes the largest frame, without its length
     * @param arrays where arrays are taken from
     * @param scarce whether an array is to be no larger than what has come in
     */
    FrameAssembler(int maxBytes, ArrayPool arrays, BooleanSupplier scarce) {
        this.maxBytes = maxBytes;
        this.arrays = arrays;
        this.scarce = scarce;
    }

    /** From the next frame on another one is the largest. */
    void maxBytes(int bytes) {
        maxBytes = bytes;
    }

    /**
     * Reads up to the end of the next frame.
     *
     * @return an array that begins with the frame; null if it is not all there yet, and everything was read
     * @throws TooLongFrameException if it is to be longer than allowed
     * @throws CorruptedFrameException if its length is negative
     */
    byte[] next(ByteBuf in) {
        if (frame == null && !readLength(in)) {
            return null;
        }
        int piece = Math.min(length - filled, in.readableBytes());
        if (filled + piece > frame.length) {
            frame = Arrays.copyOf(frame, (int) Math.min(length, Math.max(filled + piece, 2L * frame.length)));
        }
        in.readBytes(frame, filled, piece);
        filled += piece;
        if (filled < length) {
            return null;
        }
        byte[] whole = frame;
        frame = null;
        lastLength = length;
        length = 0;
        return whole;
    }

    /** How much memory a frame takes that has not come in whole; 0 if there is none. */
    int heldBytes() {
        return frame == null ? 0 : frame.length;
    }

    /** Nothing more is read. */
    void forget() {
        frame = null;
    }

    /** How many bytes the frame takes that was put together last. */
    int lastLength() {
        return lastLength;
    }

    private boolean readLength(ByteBuf in) {
        while (lengthBytes < LENGTH_BYTES) {
            if (!in.isReadable()) {
                return false;
            }
            length |= in.readUnsignedByte() << (Byte.SIZE * lengthBytes++);
        }
        int claimed = length;
        if (claimed < 0) {
            throw new CorruptedFrameException("a frame of " + claimed + " bytes");
        } else if (claimed > maxBytes) {
            throw new TooLongFrameException("a frame of " + claimed + " bytes, expected at most " + maxBytes);
        }
        lengthBytes = 0;
        int first = Math.min(claimed, FIRST_BYTES);
        frame = scarce.getAsBoolean() ? new byte[Math.min(first, in.readableBytes())] : arrays.take(first);
        filled = 0;
        return true;
    }
}
