package org.ambrosia.runtime.protocol;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ProtocolException;

/**
 * Splits what a binding in another process sends: messages back to back, and behind a {@code Checkpoint} message the bytes of
 * the checkpoint. Not thread-safe. Memory is taken as bytes arrive, never for a length that is only claimed.
 */
public final class OutputDecoder {
    private static final int MAX_SCHEMA_BYTES = 1 << 24;

    private final int maxMessageBytes;
    private final Sink sink;
    private final Inflow in;
    private long checkpointBytes = -1;

    /**
     * Makes a decoder.
     *
     * @param maxMessageBytes the largest message that is taken; a checkpoint may be larger
     * @param arrays gives an array with any content, for so many bytes or more
     */
    public OutputDecoder(int maxMessageBytes, IntFunction<byte[]> arrays, Sink sink) {
        this.in = new Inflow(arrays);
        this.maxMessageBytes = maxMessageBytes;
        this.sink = sink;
    }

    /** Is told what came, in order. */
    public interface Sink {
        /** Whole messages that are or carry calls, or are of the published protocol, back to back; the array is the sink's. */
        void messages(byte[] bytes, int offset, int length);

        /** The application's state, at this place among its messages. */
        void checkpoint(byte[] application);

        /** The binding announced itself. */
        void hello(BindingHello hello);

        /** The binding sent back what its welcome had. */
        void echo(long nonce);

        /** Everything that was logged before the binding became primary was executed. */
        void caughtUp();

        /** The application's state can't be stored now. */
        void checkpointFailed(AmbrosiaException why);
    }

    /**
     * Takes in bytes, and tells the sink what is whole.
     *
     * @throws ProtocolException if they are not what a binding sends
     */
    public void read(ByteBuffer chunk) {
        in.add(chunk);
        int whole = 0;
        while (true) {
            if (checkpointBytes >= 0) {
                if (in.available() < checkpointBytes) {
                    return;
                }
                sink.checkpoint(new Decoder(in.array(), in.begin(), in.available()).bytes((int) checkpointBytes));
                in.skip((int) checkpointBytes);
                checkpointBytes = -1;
                in.giveAway();
            }
            int size = wholeMessage();
            int type = size < 0 ? -1 : typeAt(size);
            if (type >= 0 && !isOurs(type)) {
                in.skip(size);
                whole += size;
                continue;
            }
            if (whole > 0) {
                byte[] array = in.array();
                int begin = in.begin() - whole;
                in.giveAway();
                sink.messages(array, begin, whole);
                whole = 0;
            }
            if (size < 0) {
                return;
            }
            special(type, size);
        }
    }

    /** The size of the message at the beginning; -1 if it is not whole. */
    private int wholeMessage() {
        long size = in.framedSize();
        if (size >= 0 && size - 5 > mostBytes()) {
            throw new ProtocolException(
                    ErrorTag.MessageTooLarge,
                    "The application sends a message of " + size + " bytes, expected at most " + maxMessageBytes
                            + ". Send less at once, or raise maxMessageBytes.");
        }
        return size < 0 || size > in.available() ? -1 : (int) size;
    }

    /** The largest size of the message at the beginning, as far as it is there: several calls or a schema may have more than one. */
    private int mostBytes() {
        int typeAt = in.begin();
        while (in.array()[typeAt] < 0) {
            typeAt++;
        }
        typeAt++;
        boolean isThere = typeAt - in.begin() < in.available();
        int type = isThere ? in.array()[typeAt] : MessageType.SCHEMA;
        return switch (type) {
            case MessageType.CALLS -> mostBytesOfRun();
            case MessageType.SCHEMA -> Math.max(mostBytesOfRun(), MAX_SCHEMA_BYTES);
            default -> maxMessageBytes;
        };
    }

    private int mostBytesOfRun() {
        return Math.max(maxMessageBytes, CallRun.MOST_BYTES) + CallRun.HEAD_BYTES;
    }

    private Decoder message(int size) {
        Decoder message = new Decoder(in.array(), in.begin(), size);
        message.zz32();
        return message;
    }

    private int typeAt(int size) {
        return message(size).u8();
    }

    private static boolean isOurs(int type) {
        boolean isLogged = type == MessageType.CALLS || type == MessageType.CALLER_GONE || type == MessageType.SCHEMA;
        return type == MessageType.CHECKPOINT || (type >= MessageType.HELLO && !isLogged);
    }

    private void special(int type, int size) {
        Decoder message = message(size);
        message.u8();
        in.skip(size);
        switch (type) {
            case MessageType.CHECKPOINT -> {
                checkpointBytes = message.positiveZz64();
                if (checkpointBytes > Integer.MAX_VALUE - 16) {
                    throw message.malformed("a checkpoint of " + checkpointBytes + " bytes; at most 2 GiB are taken");
                }
                message.end();
            }
            case MessageType.HELLO -> sink.hello(BindingHello.decode(message));
            case MessageType.ECHO -> {
                long nonce = message.i64();
                message.end();
                sink.echo(nonce);
            }
            case MessageType.CAUGHT_UP -> {
                message.end();
                sink.caughtUp();
            }
            case MessageType.CHECKPOINT_FAILED ->
                sink.checkpointFailed(new AmbrosiaException(tag(message.string()), message.string()));
            default -> throw message.malformed("the application sent a message of the unknown type " + type);
        }
    }

    private static ErrorTag tag(String name) {
        for (ErrorTag each : ErrorTag.values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return ErrorTag.InternalError;
    }
}
