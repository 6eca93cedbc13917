package org.ambrosia.runtime.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;

/**
 * The layout of a call and of a reply after the destination:
 *
 * <pre>
 * request  kind=0 u8 | methodId zz32 | how u8 | [async only: caller string | callId zz64] | arguments
 * reply    kind u8   | callee string | callId zz64 | result
 * </pre>
 *
 * <p>A reply's kind is 1 for a value, 2 for none, and 3 for a failure. A request's {@code how} is 0
 * for an async call, 1 for a fork, 2 for an impulse.
 */
public final class CallLayout {
    /** The kind of a request. */
    public static final int REQUEST = 0;
    /** The kind of a reply with a value. */
    public static final int VALUE = 1;
    /** The kind of a reply without a value. */
    public static final int EMPTY = 2;
    /** The kind of a reply that carries a failure. */
    public static final int FAILURE = 3;

    /** A call whose result is awaited. */
    public static final int ASYNC = 0;
    /** A one-way call. */
    public static final int FORK = 1;
    /** A call that replay does not regenerate. */
    public static final int IMPULSE = 2;

    /**
     * The max number of bytes of a wrong name that an error shows; such a name may be as long as a
     * message.
     */
    private static final int MAX_SHOWN_BYTES = 1 << 10;

    private CallLayout() {}

    /**
     * Returns whether the call at which {@code body} is positioned is an impulse. Moves the
     * decoder. Checks the kind first: a reply is no impulse.
     */
    public static boolean isImpulse(Decoder body) {
        if (body.u8() != REQUEST) {
            return false;
        }
        body.zz32();
        return body.u8() == IMPULSE;
    }

    /**
     * Checks that {@code speaker} made the call at which {@code in} is positioned. Moves the
     * decoder, but not past the call.
     *
     * <p>The check is necessary because a receiver trusts the names in calls: it answers the caller
     * that a request names, and completes the call that a reply names.
     *
     * @param end where the call ends
     * @param speaker the UTF-8 bytes of the name of the party from which the call came
     * @throws MalformedDataException if the call names another party, or ends too early
     */
    public static void checkSpeaker(Decoder in, int end, byte[] speaker) {
        boolean names = true;
        boolean isRequest = in.u8() == REQUEST;
        if (isRequest) {
            in.zz32();
            names = in.u8() == ASYNC;
        }
        int nameBytes = names ? in.length() : 0;
        int begin = in.position();
        if (nameBytes > end - begin) {
            throw in.malformed("a call ends " + (begin + nameBytes - end) + " bytes before its head does");
        }
        if (names && !Arrays.equals(in.array(), begin, begin + nameBytes, speaker, 0, speaker.length)) {
            String named = PeerText.line(
                    new String(in.array(), begin, Math.min(nameBytes, MAX_SHOWN_BYTES), StandardCharsets.UTF_8));
            throw new MalformedDataException(
                    ErrorTag.FORGED_CALL,
                    "A call came from \"" + new String(speaker, StandardCharsets.UTF_8) + "\" in the name of \"" + named
                            + "\": its " + (isRequest ? "caller" : "callee") + " must be the party that sends it.");
        }
    }
}
