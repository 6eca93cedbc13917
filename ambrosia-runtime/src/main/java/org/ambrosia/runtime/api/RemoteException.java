package org.ambrosia.runtime.api;

/**
 * A handler's exception as the caller of an async call receives it: the remote class's name,
 * message and stack as text, never the foreign class itself. It is a value: it may be kept in
 * state.
 */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remoteClass;
    private final String remoteMessage;
    private final String remoteStack;

    /**
     * Creates an exception from the report of the callee; {@code remoteMessage} may be null, the
     * others not.
     */
    public RemoteException(String remoteClass, String remoteMessage, String remoteStack) {
        super(remoteMessage == null ? remoteClass : remoteClass + ": " + remoteMessage, null, false, false);
        this.remoteClass = remoteClass;
        this.remoteMessage = remoteMessage;
        this.remoteStack = remoteStack;
    }

    /**
     * The name of the exception's class at the callee, such as
     * {@code java.lang.IllegalStateException}.
     */
    public String remoteClass() {
        return remoteClass;
    }

    /** The exception's message at the callee; null if it had none. */
    public String remoteMessage() {
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
