package org.ambrosia.runtime.api;

import org.jspecify.annotations.Nullable;

/**
 * An error of the runtime: always unchecked, and always with an {@link ErrorTag}. The message
 * states what happened, what was expected and found, where, and what to do.
 */
public class AmbrosiaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorTag tag;

    /** Creates an exception with the message {@code [Ambrosia/tag] message}. */
    public AmbrosiaException(ErrorTag tag, String message) {
        this(tag, message, null);
    }

    /** Creates an exception with the message {@code [Ambrosia/tag] message} and a cause. */
    public AmbrosiaException(ErrorTag tag, String message, @Nullable Throwable cause) {
        super("[Ambrosia/" + tag + "] " + message, cause);
        this.tag = tag;
    }

    /** Creates an exception without a stack trace, whose class has the message. */
    AmbrosiaException(ErrorTag tag) {
        super(null, null, false, false);
        this.tag = tag;
    }

    /**
     * Creates an exception with the same tag and message on this thread, with the original as its
     * cause.
     */
    protected AmbrosiaException(AmbrosiaException original) {
        super(original.getMessage(), original);
        this.tag = original.tag;
    }

    /**
     * Returns an exception of the same type, tag and message for the current thread, with this one
     * as its cause.
     */
    public AmbrosiaException onThisThread() {
        return new AmbrosiaException(this);
    }

    /** Returns the stable word for this kind of error. */
    public final ErrorTag tag() {
        return tag;
    }
}
