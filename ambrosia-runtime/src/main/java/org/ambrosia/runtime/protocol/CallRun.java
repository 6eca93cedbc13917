package org.ambrosia.runtime.protocol;

/**
 * Calls and replies to one destination, in the order in which a binding made them. None of them is
 * an impulse. They have the layout in which they are kept, sent and logged, {@code size zz32, type
 * u8, body} each, so that they can be copied together and checked once.
 *
 * @param destination the name of an instance, possibly the binding's own
 * @param count the number of calls, at least one
 * @param bytes the array that holds them
 * @param offset where they begin
 * @param length how many bytes they take
 */
public record CallRun(String destination, int count, byte[] bytes, int offset, int length) {
    /** The bytes that a call takes beyond its body: its size, at most 5 bytes, and its type. */
    public static final int CALL_OVERHEAD = 6;
    /** The max number of bytes of several calls together; a single call may take more. */
    public static final int MOST_BYTES = 64 << 10;
    /**
     * The max number of bytes that a run's message takes beyond the calls, for the longest
     * permitted instance name.
     */
    static final int HEAD_BYTES = 1 << 10;

    /**
     * Writes a call with this body into {@code target}, which must have room for it. Returns where
     * the call ends.
     */
    public static int encode(byte[] body, int offset, int length, byte[] target, int at) {
        int end = at;
        int rest = (length + 1) << 1;
        while ((rest & ~0x7f) != 0) {
            target[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[end++] = (byte) rest;
        target[end++] = MessageType.RPC;
        System.arraycopy(body, offset, target, end, length);
        return end + length;
    }

    /** Returns the run without its first {@code passed} calls. */
    public CallRun behind(int passed) {
        if (passed == 0) {
            return this;
        }
        Decoder in = new Decoder(bytes, offset, length);
        for (int i = 0; i < passed; i++) {
            in.skip(in.length());
        }
        return new CallRun(destination, count - passed, bytes, in.position(), in.remaining());
    }

    /**
     * Returns the message that carries the run to a coordinator in another process, without the
     * calls. The calls follow it unchanged.
     */
    public byte[] head() {
        Encoder content =
                new Encoder(64).u8(MessageType.CALLS).string(destination).zz32(count);
        return new Encoder(content.length() + 5)
                .zz32(content.length() + length)
                .bytes(content.array(), 0, content.length())
                .toByteArray();
    }

    /** Reads what follows the type of a run's message. */
    public static CallRun decode(Decoder in) {
        String destination = in.string();
        int count = in.zz32();
        if (count < 1) {
            throw in.malformed("a run of " + count + " calls");
        }
        CallRun run = new CallRun(destination, count, in.array(), in.position(), in.remaining());
        in.skip(in.remaining());
        return run;
    }

    /**
     * Passes over calls that {@code speaker} made, and checks them. A call whose result is awaited
     * must name {@code speaker} as the caller, and a reply must name it as the callee.
     *
     * @param speaker the UTF-8 bytes of the name of the party from which the calls came
     * @param maxBytes the max size of a call
     * @throws org.ambrosia.runtime.api.MalformedDataException if the calls are not there, or if one
     *     of them is no call, is too large, or is in the name of another party
     */
    public static void check(Decoder in, int count, int maxBytes, byte[] speaker) {
        for (int left = count; left > 0; left--) {
            int size = in.length();
            if (size < 2 || size > maxBytes || in.u8() != MessageType.RPC) {
                throw in.malformed("a call of " + size + " bytes, expected 2 to " + maxBytes);
            }
            int end = in.position() + size - 1;
            CallLayout.checkSpeaker(in, end, speaker);
            in.skip(end - in.position());
        }
    }

    /**
     * Passes over {@code count} calls.
     *
     * @param most the max size of a call
     * @throws org.ambrosia.runtime.api.MalformedDataException if the calls are not there, or if one
     *     of them is no call or is too large
     */
    public static void skip(Decoder in, int count, int most) {
        for (int left = count; left > 0; left--) {
            int size = in.length();
            if (size < 2 || size > most || in.u8() != MessageType.RPC) {
                throw in.malformed("a call of " + size + " bytes, expected 2 to " + most);
            }
            in.skip(size - 1);
        }
    }
}
