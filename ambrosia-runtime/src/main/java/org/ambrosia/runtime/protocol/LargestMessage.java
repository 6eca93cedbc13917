package org.ambrosia.runtime.protocol;

/**
 * The max size of the messages of an instance's handlers, from this place of its log on. A handler
 * can observe whether a call is too large. So the result must be the same on each replica and in
 * each replay, whatever their settings. A primary whose setting differs from the one in its log
 * therefore has its setting logged.
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

    /** Decodes what follows the type. */
    public static int decode(Decoder in) {
        int bytes = in.zz32();
        in.end();
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw in.malformed("messages of at most " + bytes + " bytes");
        }
        return bytes;
    }
}
