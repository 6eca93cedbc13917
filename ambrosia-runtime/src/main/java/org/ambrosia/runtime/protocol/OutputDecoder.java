package org.ambrosia.runtime.protocol;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.IntFunction;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;

/**
 * Splits what a binding in another process sends: consecutive messages, and after a {@code
 * Checkpoint} message the bytes of the checkpoint. A batch is split as it arrives. It may have any
 * size, and each call in it may be as large as a single call. Not thread-safe. Memory is allocated
 * as bytes arrive, never for a length that is only claimed.
 */
public final class OutputDecoder {
    private static final int MAX_SCHEMA_BYTES = 1 << 24;
    /**
     * The min limit for a message that is not a call, such as a reason, even if the limit for calls
     * is smaller.
     */
    private static final int MIN_OTHER_BYTES = 64 << 10;

    private final int maxMessageBytes;
    private final Sink sink;
    private final Inflow in;
    private long checkpointBytes = -1;
    /** The number of bytes left of the batch that is being split. */
    private long batchBytes;

    private int batchCalls;

    /**
     * Creates a decoder.
     *
     * @param maxMessageBytes the max size of a message; a checkpoint may be larger
     * @param arrays returns an array of at least the given size, with any content
     */
    public OutputDecoder(int maxMessageBytes, IntFunction<byte[]> arrays, Sink sink) {
        this.in = new Inflow(arrays);
        this.maxMessageBytes = maxMessageBytes;
        this.sink = sink;
    }

    /** Receives what arrived, in order. */
    public interface Sink {
        /**
         * Whole, consecutive messages that are or carry calls, or are of the published protocol.
         * The sink owns the array.
         */
        void messages(byte[] bytes, int offset, int length);

        /** The application's state, at this place among its messages. */
        void checkpoint(byte[] application);

        /** The binding announced itself. */
        void hello(BindingHello hello);

        /**
         * The number of replayable calls to each destination, from a binding that continues with
         * another coordinator. Comes before the echo.
         */
        void made(Map<String, Long> calls);

        /** The binding sent back the nonce of its welcome. */
        void echo(long nonce);

        /** Everything that was logged before the binding became primary was executed. */
        void caughtUp();

        /** The application's state can't be stored now. */
        void checkpointFailed(AmbrosiaException why);
    }

    /**
     * Takes in bytes, and passes whole messages to the sink.
     *
     * @throws MalformedDataException if they are not what a binding sends
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
            int head = headOfBatch();
            int size = head > 0 ? -1 : wholeMessage();
            int type = size < 0 ? -1 : typeAt(size);
            if (type >= 0 && !isOurs(type)) {
                passInBatch(size, type);
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
            if (head > 0) {
                in.skip(head);
            } else if (size < 0) {
                return;
            } else {
                passInBatch(size, type);
                special(type, size);
            }
        }
    }

    /** Returns the size of the message at the beginning; -1 if it is not whole. */
    private int wholeMessage() {
        long size = in.framedSize();
        if (size >= 0 && size - 5 > maxBytes()) {
            throw new MalformedDataException(
                    ErrorTag.MESSAGE_TOO_LARGE,
                    "The application sends a message of " + size + " bytes, expected at most " + maxMessageBytes
                            + ". Send less at once, or raise the coordinator's limit: ambrosia ImmortalCoordinator"
                            + " --max-message-bytes, in a program maxMessageBytes.");
        }
        return size < 0 || size > in.available() ? -1 : (int) size;
    }

    /**
     * Returns the max size of the message at the beginning, as far as its received bytes decide
     * that.
     */
    private long maxBytes() {
        int type = firstType();
        return switch (type) {
            case -1, MessageType.RPC_BATCH -> Long.MAX_VALUE;
            case MessageType.CALLS -> Math.max(maxMessageBytes, CallRun.MOST_BYTES) + CallRun.HEAD_BYTES;
            case MessageType.MADE -> CallCounts.MAX_BYTES;
            case MessageType.SCHEMA -> Math.max(maxMessageBytes, MAX_SCHEMA_BYTES);
            case MessageType.HELLO, MessageType.CHECKPOINT_FAILED -> Math.max(maxMessageBytes, MIN_OTHER_BYTES);
            default -> maxMessageBytes;
        };
    }

    /**
     * Returns the type of the message at the beginning, whose size has arrived; -1 if the type has
     * not.
     */
    private int firstType() {
        int typeAt = in.begin();
        while (in.array()[typeAt] < 0) {
            typeAt++;
        }
        typeAt++;
        return typeAt - in.begin() < in.available() ? in.array()[typeAt] & 0xff : -1;
    }

    /**
     * Returns how many bytes precede the first call of the batch at the beginning; 0 if there is no
     * batch, or if not all of those bytes have arrived.
     */
    private int headOfBatch() {
        long size = in.framedSize();
        if (size < 0 || firstType() != MessageType.RPC_BATCH) {
            return 0;
        }
        int there = (int) Math.min(size, in.available());
        Decoder head = new Decoder(in.array(), in.begin(), there);
        head.zz32();
        head.u8();
        if (head.remaining() < 5 && there < size) {
            return 0;
        }
        int calls = head.zz32();
        long bytes = size - (head.position() - in.begin());
        if (batchBytes > 0 || calls < 0 || 2L * calls > bytes || (calls == 0 && bytes > 0)) {
            throw head.malformed("a batch of " + calls + " calls in " + bytes + " bytes");
        }
        batchBytes = bytes;
        batchCalls = calls;
        return head.position() - in.begin();
    }

    /**
     * Notes that a whole message at the beginning is about to be passed on. A message in a batch
     * must be a call, and the last one must end with the batch.
     */
    private void passInBatch(int size, int type) {
        if (batchBytes == 0) {
            return;
        }
        batchBytes -= size;
        batchCalls--;
        boolean isLastCall = batchCalls == 0;
        boolean isLastByte = batchBytes == 0;
        if (type != MessageType.RPC || batchBytes < 0 || isLastCall != isLastByte) {
            throw message(size)
                    .malformed("a batch holds a message of type " + type + ", with " + batchCalls + " calls and "
                            + batchBytes + " bytes behind it; expected calls only, and as many as it said");
        }
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
        boolean isForCore = type == MessageType.CALLS
                || type == MessageType.CALLER_GONE
                || type == MessageType.SCHEMA
                || type == MessageType.INTERFACE
                || type == MessageType.LARGEST_MESSAGE;
        return type == MessageType.CHECKPOINT || (type >= MessageType.HELLO && !isForCore);
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
            case MessageType.MADE -> {
                Map<String, Long> calls = CallCounts.decode(message);
                message.end();
                sink.made(calls);
            }
            case MessageType.CAUGHT_UP -> {
                message.end();
                sink.caughtUp();
            }
            case MessageType.CHECKPOINT_FAILED ->
                sink.checkpointFailed(new AmbrosiaException(
                        ErrorTag.of(message.string()).orElse(ErrorTag.INTERNAL_ERROR), message.string()));
            default -> throw message.malformed("the application sent a message of the unknown type " + type);
        }
    }
}
