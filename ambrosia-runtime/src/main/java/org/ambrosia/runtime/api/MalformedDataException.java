package org.ambrosia.runtime.api;

import org.jspecify.annotations.Nullable;

/**
 * Reports malformed bytes from a peer, a binding or a file. The link that they came from is closed;
 * nothing of them was executed.
 */
public final class MalformedDataException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with the message {@code [Ambrosia/tag] message}. */
    public MalformedDataException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Creates an exception with the message {@code [Ambrosia/tag] message} and a cause. */
    public MalformedDataException(ErrorTag tag, String message, @Nullable Throwable cause) {
        super(tag, message, cause);
    }

    private MalformedDataException(MalformedDataException original) {
        super(original);
    }

    @Override
    public MalformedDataException onThisThread() {
        return new MalformedDataException(this);
    }
}
