package org.ambrosia.runtime.protocol;

import java.util.zip.CRC32C;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Farewell;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Ping;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;

/**
 * A frame on a peer link.
 *
 * <pre>
 *  0        4        8     9
 *  +--------+--------+-----+- - - - -+
 *  | length | CRC-32C| type| content |
 *  | i32    | u32    | u8  |         |
 *  +--------+--------+-----+- - - - -+
 * </pre>
 *
 * <p>The length counts what follows it. The CRC is that of type and content. A later version may
 * add fields at the end of any frame but calls. A reader that does not know them passes over them.
 */
public final class FrameFormat {
    /** The max number of bytes that a frame of calls takes beyond the calls. */
    public static final int OVERHEAD_BYTES = 64;

    private static final int LENGTH_BYTES = 4;
    private static final int CRC_BYTES = 4;
    private static final int MAGIC = 0x52424d41;

    private static final int HELLO = 1;
    private static final int RESUME = 2;
    private static final int CALLS = 3;
    private static final int DURABLE = 4;
    private static final int PING = 5;
    private static final int REFUSED = 6;
    private static final int FAREWELL = 7;

    private FrameFormat() {}

    /** Encodes a frame with its length, ready to be sent. */
    public static byte[] encode(PeerFrame frame) {
        Encoder out = new Encoder(OVERHEAD_BYTES);
        head(frame, out);
        if (frame instanceof Calls calls) {
            out.bytes(calls.bytes(), calls.offset(), calls.length());
        }
        return out.toByteArray();
    }

    /**
     * Replaces the contents of {@code out} with a frame with its length, but without the bytes of
     * its calls. The calls follow it unchanged.
     */
    public static void head(PeerFrame frame, Encoder out) {
        out.clear().skip(LENGTH_BYTES + CRC_BYTES);
        if (frame instanceof Hello hello) {
            out.u8(HELLO).i32(MAGIC).zz32(hello.minVersion()).zz32(hello.version());
            out.zz64(hello.features());
            out.string(hello.sender()).string(hello.receiver());
            out.i64(hello.incarnation()).zz64(hello.epoch());
            if (hello.receiverIncarnation() != 0) {
                out.i64(hello.receiverIncarnation());
            }
        } else if (frame instanceof Resume resume) {
            out.u8(RESUME);
            resume.taken().encode(out);
            resume.seen().encode(out);
            out.u8(resume.open() ? 1 : 0);
        } else if (frame instanceof Calls calls) {
            out.u8(CALLS).zz64(calls.impulseEpoch()).zz64(calls.first()).zz32(calls.count());
            calls.at().encode(out);
        } else if (frame instanceof Durable durable) {
            out.u8(DURABLE);
            durable.position().encode(out);
        } else if (frame instanceof Ping ping) {
            out.u8(PING);
            if (ping.schemaHash() != 0) {
                out.i64(ping.schemaHash());
            }
        } else if (frame instanceof Farewell) {
            out.u8(FAREWELL);
        } else if (frame instanceof Refused refused) {
            out.u8(REFUSED).u8(refused.reason().code()).string(refused.message());
        }
        CRC32C crc = new CRC32C();
        crc.update(out.array(), LENGTH_BYTES + CRC_BYTES, out.length() - LENGTH_BYTES - CRC_BYTES);
        int length = out.length() - LENGTH_BYTES;
        if (frame instanceof Calls calls) {
            crc.update(calls.bytes(), calls.offset(), calls.length());
            length += calls.length();
        }
        out.putI32(0, length);
        out.putI32(LENGTH_BYTES, (int) crc.getValue());
    }

    /** Decodes what follows the length. Calls are not copied: the frame keeps the array. */
    public static PeerFrame decode(byte[] bytes, int offset, int length) {
        Decoder in = new Decoder(bytes, offset, length);
        int crc = in.i32();
        if (crc != crc(bytes, in.position(), in.remaining())) {
            throw in.malformed("the checksum of a frame does not hold");
        }
        // A later version added the bytes after the fields that are known here; only such a version
        // reads them.
        return content(in);
    }

    private static PeerFrame content(Decoder in) {
        int type = in.u8();
        switch (type) {
            case HELLO -> {
                if (in.i32() != MAGIC) {
                    throw in.malformed("the other side is no Ambrosia coordinator");
                }
                int minVersion = in.zz32();
                int version = in.zz32();
                long features = in.zz64();
                return new Hello(
                        minVersion,
                        version,
                        features,
                        in.string(),
                        in.string(),
                        in.i64(),
                        in.positiveZz64(),
                        in.remaining() >= Long.BYTES ? in.i64() : 0);
            }
            case RESUME -> {
                return new Resume(Position.decode(in), LogPosition.decode(in), in.u8() != 0);
            }
            case CALLS -> {
                long epoch = in.positiveZz64();
                long first = in.positiveZz64();
                int count = in.zz32();
                LogPosition at = LogPosition.decode(in);
                if (first < 1 || count < 1 || count > in.remaining() || first + count < 0) {
                    throw in.malformed("a batch of " + count + " calls from number " + first);
                }
                Calls calls = new Calls(epoch, first, count, at, in.array(), in.position(), in.remaining());
                in.skip(in.remaining());
                return calls;
            }
            case DURABLE -> {
                return new Durable(Position.decode(in));
            }
            case PING -> {
                return new Ping(in.remaining() >= Long.BYTES ? in.i64() : 0);
            }
            case FAREWELL -> {
                return new Farewell();
            }
            case REFUSED -> {
                return new Refused(reason(in), in.string());
            }
            default -> throw in.malformed("an unknown type of frame, " + type);
        }
    }

    private static Reason reason(Decoder in) {
        int code = in.u8();
        for (Reason each : Reason.values()) {
            if (each.code() == code) {
                return each;
            }
        }
        throw in.malformed("an unknown reason of refusal, " + code);
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
