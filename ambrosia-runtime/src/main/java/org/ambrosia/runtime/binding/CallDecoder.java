package org.ambrosia.runtime.binding;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.ObjectCodec;
import org.ambrosia.runtime.protocol.Decoder;

/**
 * Reads arguments and results. One object is kept and positioned at one call after the other.
 * Counts the memory that decoded values take, as laid out by a JVM with 4-byte references. The
 * limit depends only on the bytes, so that every replica and every replay refuses the same calls
 * (ADR 0027).
 */
final class CallDecoder implements ArgumentReader {
    /** The memory that a call or result of any size may take. */
    static final long ALLOWED_HEAP_BYTES = 48L << 20;
    /** The memory that each byte of a call or result may take in addition. */
    static final int ALLOWED_HEAP_BYTES_EACH = 6;

    private static final int DEEPEST = 500;
    private static final int STRING_HEAP_BYTES = 40;
    private static final int ARRAY_HEAP_BYTES = 16;
    private static final int PROXY_HEAP_BYTES = 24;

    private final Decoder in = new Decoder(new byte[0]);
    private final CallContext context;
    private final ObjectCodec codec;
    private final LongConsumer heap = this::take;
    private int depth;
    private int size;
    private long heapBytesLeft;

    CallDecoder(CallContext context, ObjectCodec codec) {
        this.context = context;
        this.codec = codec;
    }

    /** Positions this decoder at the rest of a message. */
    CallDecoder at(Decoder message) {
        in.reset(message.array(), message.position(), message.remaining());
        depth = 0;
        size = message.remaining();
        heapBytesLeft = ALLOWED_HEAP_BYTES + (long) ALLOWED_HEAP_BYTES_EACH * size;
        return this;
    }

    @Override
    public boolean readBoolean() {
        int value = in.u8();
        if (value > 1) {
            throw in.malformed("a boolean of " + value);
        }
        return value == 1;
    }

    @Override
    public byte readByte() {
        return (byte) in.u8();
    }

    @Override
    public short readShort() {
        return (short) (in.u8() | in.u8() << 8);
    }

    @Override
    public char readChar() {
        return (char) (in.u8() | in.u8() << 8);
    }

    @Override
    public int readInt() {
        return in.zz32();
    }

    @Override
    public long readLong() {
        return in.zz64();
    }

    @Override
    public float readFloat() {
        return Float.intBitsToFloat(in.i32());
    }

    @Override
    public double readDouble() {
        return Double.longBitsToDouble(in.i64());
    }

    @Override
    public String readString() {
        // A character takes at most two bytes of memory, and at least one of UTF-8.
        int length = readCount(1, STRING_HEAP_BYTES, Character.BYTES);
        return length < 0 ? null : text(length);
    }

    @Override
    public String readName() {
        int length = readCount(1, 0, 0);
        return length < 0 ? null : text(length);
    }

    private String text(int length) {
        int begin = in.position();
        in.skip(length);
        try {
            ByteBuffer utf8 = ByteBuffer.wrap(in.array(), begin, length);
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException notUtf8) {
            throw in.malformed("a text is not UTF-8");
        }
    }

    @Override
    public byte[] readBytes() {
        int length = readCount(1, ARRAY_HEAP_BYTES, 1);
        return length < 0 ? null : in.bytes(length);
    }

    @Override
    public boolean readPresence(int heapBytes) {
        boolean present = readBoolean();
        if (present) {
            take(heapBytes);
        }
        return present;
    }

    @Override
    public int readCount(int leastBytesEach, int heapBytes, int heapBytesEach) {
        int count = in.zz32() - 1;
        if (count < -1 || (long) count * leastBytesEach > in.remaining()) {
            throw in.malformed("a count of " + count + " with " + in.remaining() + " bytes left");
        }
        if (count >= 0) {
            take(heapBytes + (long) count * heapBytesEach);
        }
        return count;
    }

    private void take(long heapBytes) {
        heapBytesLeft -= heapBytes;
        if (heapBytesLeft < 0) {
            throw new MalformedDataException(
                    ErrorTag.DECODED_TOO_LARGE,
                    "The values of a call or a result would take more memory than their size allows: expected at most "
                            + (ALLOWED_HEAP_BYTES + (long) ALLOWED_HEAP_BYTES_EACH * size) + " bytes for " + size
                            + " bytes, found " + -heapBytesLeft + " more after " + (size - in.remaining())
                            + " of them. Send less at once, or arrays of primitives in place of many small objects.");
        }
    }

    @Override
    public String readProxyName() {
        String name = readString();
        if (name != null) {
            take(PROXY_HEAP_BYTES);
        }
        return name;
    }

    @Override
    public <T> T readObject(Class<T> declared, Class<?>... contents) {
        int length = readCount(1, 0, 0);
        if (length < 0) {
            return null;
        }
        int begin = in.position();
        in.skip(length);
        synchronized (codec) {
            return codec.decode(in.array(), begin, length, heap, declared, contents);
        }
    }

    @Override
    public void enter() {
        if (++depth > DEEPEST) {
            throw in.malformed("values are nested more than " + DEEPEST + " deep");
        }
    }

    @Override
    public void leave() {
        depth--;
    }

    @Override
    public CallContext context() {
        return context;
    }

    @Override
    public void end() {
        in.end();
    }

    @Override
    public RuntimeException malformed(String what) {
        return in.malformed(what);
    }
}
