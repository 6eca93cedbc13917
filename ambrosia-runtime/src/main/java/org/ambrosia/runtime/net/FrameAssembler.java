package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * Assembles frames from the data of a link, each at the beginning of an array of its own. The bytes
 * are copied once.
 */
final class FrameAssembler {
    private static final int LENGTH_BYTES = 4;
    /**
     * The first size of an array. The array of a larger frame grows while it comes in, so that a
     * length alone takes no memory.
     */
    private static final int FIRST_BYTES = 128 << 10;

    private final ArrayPool arrays;
    private final BooleanSupplier scarce;
    private int maxBytes;
    private int lengthBytes;
    private int length;
    private byte[] frame;
    private int filled;
    private int lastLength;

    /** Creates an assembler for which memory is never scarce. */
    FrameAssembler(int maxBytes, ArrayPool arrays) {
        this(maxBytes, arrays, () -> false);
    }

    /**
     * Creates an assembler.
     *
     * @param maxBytes the largest frame, without its length
     * @param arrays where arrays are taken from
     * @param scarce whether an array must be no larger than the data that has come in
     */
    FrameAssembler(int maxBytes, ArrayPool arrays, BooleanSupplier scarce) {
        this.maxBytes = maxBytes;
        this.arrays = arrays;
        this.scarce = scarce;
    }

    /** Sets the size of the largest frame, from the next frame on. */
    void maxBytes(int bytes) {
        maxBytes = bytes;
    }

    /**
     * Reads up to the end of the next frame.
     *
     * @return an array that begins with the frame; null if the frame is not complete yet, and
     *     everything was read
     * @throws TooLongFrameException if the frame is longer than allowed
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

    /** Returns how much memory an incomplete frame takes; 0 if there is none. */
    int heldBytes() {
        return frame == null ? 0 : frame.length;
    }

    /** Drops an incomplete frame; nothing more is read. */
    void forget() {
        frame = null;
    }

    /** Returns how many bytes the last complete frame takes. */
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
