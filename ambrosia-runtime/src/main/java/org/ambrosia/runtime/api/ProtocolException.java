package org.ambrosia.runtime.api;

/** Bytes from a peer, a binding or a file are malformed. The link they came from is closed; nothing of them was executed. */
public final class ProtocolException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Makes an exception whose message is {@code [Ambrosia/tag] message}. */
    public ProtocolException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Makes an exception whose message is {@code [Ambrosia/tag] message}, with what caused it. */
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
