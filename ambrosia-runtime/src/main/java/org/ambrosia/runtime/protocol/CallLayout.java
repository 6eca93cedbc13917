package org.ambrosia.runtime.protocol;

/**
 * How a call and a reply are laid out behind the destination:
 *
 * <pre>
 * request  kind=0 u8 | methodId zz32 | how u8 | [async only: caller string | callId zz64] | arguments
 * reply    kind u8   | callee string | callId zz64 | result
 * </pre>
 *
 * <p>A reply's kind is 1 for a value, 2 for none, 3 for a failure; a request's {@code how} is 0 for an async call, 1 for
 * a fork, 2 for an impulse.
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

    private CallLayout() {}

    /** Whether the call that {@code body} is at is an impulse; moves the decoder. The kind is looked at first. */
    public static boolean isImpulse(Decoder body) {
        if (body.u8() != REQUEST) {
            return false;
        }
        body.zz32();
        return body.u8() == IMPULSE;
    }
}
