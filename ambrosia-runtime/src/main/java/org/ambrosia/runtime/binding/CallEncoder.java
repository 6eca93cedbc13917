package org.ambrosia.runtime.binding;

import java.nio.charset.StandardCharsets;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.ObjectCodec;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * A call that is being written: its destination, its header, and the arguments that generated code
 * writes. A call that is too large is refused while it is written. So it never takes much more
 * memory than the largest permitted call.
 */
class CallEncoder implements ArgumentWriter {
    private final Encoder out = new Encoder(256);
    private final ObjectCodec codec;
    private String destination;
    private int maxBytes = Integer.MAX_VALUE;

    CallEncoder(ObjectCodec codec) {
        this.codec = codec;
    }

    /** Begins another call, and returns the encoder for its header. */
    Encoder begin(String newDestination) {
        if (!newDestination.equals(destination)) {
            destination = newDestination;
        }
        return out.clear();
    }

    /** Sets the max size of a message that may be sent. */
    void limit(int maxMessageBytes) {
        maxBytes = maxMessageBytes;
    }

    /**
     * Checks that the written message may be sent.
     *
     * @param beside how many bytes go to the coordinator in addition to it
     * @throws AmbrosiaException if it is too large; the message of the exception is the same in
     *     each replay
     */
    void checkSize(int beside) {
        if (1L + beside + out.length() > maxBytes) {
            throw tooLarge();
        }
    }

    private AmbrosiaException tooLarge() {
        return new AmbrosiaException(
                ErrorTag.MESSAGE_TOO_LARGE,
                "A message to \"" + destination + "\" takes more than the " + maxBytes + " bytes of maxMessageBytes"
                        + " and was not sent. Send less at once, or raise maxMessageBytes on both sides.");
    }

    private void check() {
        if (out.length() > maxBytes) {
            throw tooLarge();
        }
    }

    private void check(int more) {
        if ((long) out.length() + more > maxBytes) {
            throw tooLarge();
        }
    }

    String destination() {
        return destination;
    }

    Encoder bytes() {
        return out;
    }

    @Override
    public void writeBoolean(boolean value) {
        out.u8(value ? 1 : 0);
        check();
    }

    @Override
    public void writeByte(byte value) {
        out.u8(value);
        check();
    }

    @Override
    public void writeShort(short value) {
        out.u8(value).u8(value >> 8);
        check();
    }

    @Override
    public void writeChar(char value) {
        out.u8(value).u8(value >> 8);
        check();
    }

    @Override
    public void writeInt(int value) {
        out.zz32(value);
        check();
    }

    @Override
    public void writeLong(long value) {
        out.zz64(value);
        check();
    }

    @Override
    public void writeFloat(float value) {
        out.i32(Float.floatToRawIntBits(value));
        check();
    }

    @Override
    public void writeDouble(double value) {
        out.i64(Double.doubleToRawLongBits(value));
        check();
    }

    @Override
    public void writeString(String value) {
        if (value == null) {
            out.zz32(0);
            return;
        }
        check(value.length());
        checkUnicode(value);
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        check(utf8.length);
        out.zz32(utf8.length + 1).bytes(utf8, 0, utf8.length);
    }

    @Override
    public void writeBytes(byte[] value) {
        if (value == null) {
            out.zz32(0);
        } else {
            check(value.length);
            out.zz32(value.length + 1).bytes(value, 0, value.length);
        }
    }

    @Override
    public void writeCount(int count) {
        out.zz32(count + 1);
    }

    @Override
    public void writeProxy(InstanceProxy value) {
        writeString(value == null ? null : value.instanceName());
    }

    @Override
    public void writeObject(Object value, Class<?> declared, Class<?>... contents) {
        if (value == null) {
            out.zz32(0);
            return;
        }
        synchronized (codec) {
            writeBytes(codec.encode(value, declared, contents));
        }
    }

    /** Half a pair of surrogates has no UTF-8; it would arrive as a question mark. */
    private static void checkUnicode(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                boolean pair =
                        i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
                if (!pair) {
                    throw new StateException(
                            ErrorTag.CLASS_NOT_STORABLE,
                            "A text holds half a surrogate pair at index " + i
                                    + ", which has no encoding. Send binary data as a byte[].");
                }
                i++;
            }
        }
    }
}
