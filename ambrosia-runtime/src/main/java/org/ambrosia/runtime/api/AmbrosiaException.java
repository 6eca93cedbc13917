package org.ambrosia.runtime.api;

/**
 * What the runtime throws, always unchecked, always with an {@link ErrorTag}. The message says what happened, what was
 * expected and found, where, and what to do.
 */
public class AmbrosiaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorTag tag;

    /** Makes an exception whose message is {@code [Ambrosia/tag] message}. */
    public AmbrosiaException(ErrorTag tag, String message) {
        this(tag, message, null);
    }

    /** Makes an exception whose message is {@code [Ambrosia/tag] message}, with what caused it. */
    public AmbrosiaException(ErrorTag tag, String message, Throwable cause) {
        super("[Ambrosia/" + tag + "] " + message, cause);
        this.tag = tag;
    }

    /** Makes an exception of the same tag and message on this thread, with the original as its cause. */
    protected AmbrosiaException(AmbrosiaException original) {
        super(original.getMessage(), original);
        this.tag = original.tag;
    }

    /** Returns an exception of the same type, tag and message for the present thread, with this one as its cause. */
    public AmbrosiaException onThisThread() {
        return new AmbrosiaException(this);
    }

    /** The stable word for this kind of error. */
    public final ErrorTag tag() {
        return tag;
    }
}
