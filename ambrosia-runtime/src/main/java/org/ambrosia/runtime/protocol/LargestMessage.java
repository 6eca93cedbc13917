package org.ambrosia.runtime.protocol;

/**
 * How large the messages of an instance's handlers may be, from this place of its log on. Whether a call is too large is a part of what
 * a handler meets, so it must come out alike on each replica and in each replay, whatever their settings: a primary whose setting differs
 * from its log's has it logged.
 *
 * <pre>
 * size zz32 | LARGEST_MESSAGE u8 | bytes zz32
 * </pre>
 */
public final class LargestMessage {
    private static final int MIN_BYTES = 1 << 10;
    private static final int MAX_BYTES = 1 << 30;

    private LargestMessage() {}

    /** Encodes the whole message. */
    public static byte[] encode(int bytes) {
        Encoder content = new Encoder(8).u8(MessageType.LARGEST_MESSAGE).zz32(bytes);
        return new Encoder(16)
                .zz32(content.length())
                .bytes(content.array(), 0, content.length())
                .toByteArray();
    }

    /** Decodes what is behind the type. */
    public static int decode(Decoder in) {
        int bytes = in.zz32();
        in.end();
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw in.malformed("messages of at most " + bytes + " bytes");
        }
        return bytes;
    }
}
