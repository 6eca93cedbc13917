package org.ambrosia.runtime.protocol;

import java.util.Map;
import org.ambrosia.runtime.api.AmbrosiaException;

/** Encodes what a binding sends besides its {@link CallRun calls that replay makes again}. */
public final class OutputEncoder {
    private static final int MAX_TEXT = 8 << 10;

    private OutputEncoder() {}

    /** Returns the message that is to be the first of the log, without content. */
    public static byte[] initialMessage() {
        return message(MessageType.INITIAL_MESSAGE, new Encoder(0));
    }

    /** Returns one call with its destination. */
    public static byte[] call(String destination, Encoder body) {
        Encoder content = new Encoder(body.length() + 64).string(destination);
        return message(MessageType.RPC, content.bytes(body.array(), 0, body.length()));
    }

    /** No more replies to this client follow. */
    public static byte[] clientGone(String caller) {
        return message(MessageType.CALLER_GONE, new Encoder(32).string(caller));
    }

    /** The schema of this build, to be logged. */
    public static byte[] schema(String schema) {
        return message(MessageType.SCHEMA, new Encoder(schema.length() + 8).string(schema));
    }

    /**
     * The interface by which an instance is called; with an empty name, the interface that this
     * instance has.
     */
    public static byte[] calledInterface(String instance, long schemaHash) {
        return message(MessageType.INTERFACE, new Encoder(64).string(instance).i64(schemaHash));
    }

    /** Returns the message that precedes a checkpoint's bytes. */
    public static byte[] checkpoint(int bytes) {
        Encoder length = new Encoder(10).zz64(bytes);
        return message(MessageType.CHECKPOINT, length);
    }

    /** Everything that was logged before the binding became primary was executed. */
    public static byte[] caughtUp() {
        return message(MessageType.CAUGHT_UP, new Encoder(0));
    }

    /**
     * The number of replayable calls to each destination that were made before those that are sent
     * again.
     */
    public static byte[] made(Map<String, Long> calls) {
        Encoder counts = new Encoder(256);
        CallCounts.encode(calls, counts);
        return message(MessageType.MADE, counts);
    }

    /** The nonce of a welcome, sent back. */
    public static byte[] echo(long nonce) {
        return message(MessageType.ECHO, new Encoder(8).i64(nonce));
    }

    /** The state can't be stored now. */
    public static byte[] checkpointFailed(AmbrosiaException why) {
        return message(
                MessageType.CHECKPOINT_FAILED,
                new Encoder(256).string(why.tag().toString()).string(shortened(withoutTag(why))));
    }

    /** Removes the tag; the other side adds it again. */
    private static String withoutTag(AmbrosiaException why) {
        String tag = "[Ambrosia/" + why.tag() + "] ";
        String message = String.valueOf(why.getMessage());
        return message.startsWith(tag) ? message.substring(tag.length()) : message;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    private static byte[] message(int type, Encoder data) {
        Encoder out = new Encoder(data.length() + 8);
        return out.zz32(data.length() + 1)
                .u8(type)
                .bytes(data.array(), 0, data.length())
                .toByteArray();
    }
}
