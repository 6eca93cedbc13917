package org.ambrosia.runtime.api;

import org.jspecify.annotations.Nullable;

/**
 * A handler's exception as the caller of an async call receives it: the remote class's name,
 * message and stack as text, never the foreign class itself. It is a value: it may be kept in
 * state. A promise's callback receives one without a stack of this process.
 */
public final class CallFailedException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    private final String remoteClass;
    private final @Nullable String remoteMessage;
    private final String remoteStack;

    /**
     * Creates an exception from the report of the callee; {@code remoteMessage} may be null, the
     * others not.
     */
    public CallFailedException(String remoteClass, @Nullable String remoteMessage, String remoteStack) {
        super(ErrorTag.CALL_FAILED);
        this.remoteClass = remoteClass;
        this.remoteMessage = remoteMessage;
        this.remoteStack = remoteStack;
    }

    private CallFailedException(CallFailedException original) {
        super(original);
        this.remoteClass = original.remoteClass;
        this.remoteMessage = original.remoteMessage;
        this.remoteStack = original.remoteStack;
    }

    @Override
    public CallFailedException onThisThread() {
        return new CallFailedException(this);
    }

    /** Returns the class and the message of the exception at the callee, without a tag. */
    @Override
    public String getMessage() {
        return remoteClass + (remoteMessage == null ? "" : ": " + remoteMessage);
    }

    /**
     * The name of the exception's class at the callee, such as
     * {@code java.lang.IllegalStateException}.
     */
    public String remoteClass() {
        return remoteClass;
    }

    /** The exception's message at the callee; null if it had none. */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    /**
     * The callee's stack trace as text, one frame per line, its causes included; for people, not
     * for programs. Empty unless the callee's immortal sends it ({@code sendsStackTraces}), or is
     * the caller itself.
     */
    public String remoteStack() {
        return remoteStack;
    }
}
