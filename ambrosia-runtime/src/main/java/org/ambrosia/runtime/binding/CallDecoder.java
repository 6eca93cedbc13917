package org.ambrosia.runtime.binding;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.ambrosia.runtime.generated.ArgumentReader;
import org.ambrosia.runtime.generated.CallContext;
import org.ambrosia.runtime.generated.ObjectCodec;
import org.ambrosia.runtime.protocol.Decoder;

/** Reads arguments and results. Kept and pointed at one call after the other. */
final class CallDecoder implements ArgumentReader {
    private static final int DEEPEST = 500;

    private final Decoder in = new Decoder(new byte[0]);
    private final CallContext context;
    private final ObjectCodec codec;
    private int depth;

    CallDecoder(CallContext context, ObjectCodec codec) {
        this.context = context;
        this.codec = codec;
    }

    /** Points at what is left of a message. */
    CallDecoder at(Decoder message) {
        in.reset(message.array(), message.position(), message.remaining());
        depth = 0;
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
        int length = readCount(1);
        if (length < 0) {
            return null;
        }
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
        int length = readCount(1);
        return length < 0 ? null : in.bytes(length);
    }

    @Override
    public int readCount(int leastBytesEach) {
        int count = in.zz32() - 1;
        if (count < -1 || (long) count * leastBytesEach > in.remaining()) {
            throw in.malformed("a count of " + count + " with " + in.remaining() + " bytes left");
        }
        return count;
    }

    @Override
    public String readProxyName() {
        return readString();
    }

    @Override
    public <T> T readObject(Class<T> declared, Class<?>... contents) {
        int length = readCount(1);
        if (length < 0) {
            return null;
        }
        int begin = in.position();
        in.skip(length);
        synchronized (codec) {
            return codec.decode(in.array(), begin, length, declared, contents);
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
