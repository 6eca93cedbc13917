package org.ambrosia.runtime.api;

/**
 * Reports malformed bytes from a peer, a binding or a file. The link that they came from is closed;
 * nothing of them was executed.
 */
public final class ProtocolException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with the message {@code [Ambrosia/tag] message}. */
    public ProtocolException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Creates an exception with the message {@code [Ambrosia/tag] message} and a cause. */
    public ProtocolException(ErrorTag tag, String message, Throwable cause) {
        super(tag, message, cause);
    }

    private ProtocolException(ProtocolException original) {
        super(original);
    }

    @Override
    public ProtocolException onThisThread() {
        return new ProtocolException(this);
    }
}
