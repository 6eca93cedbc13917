package org.ambrosia.runtime.api;

/** The immortal's code broke the contract that its calls can be replayed: change the code that the message names. */
public final class DeterminismException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Makes an exception whose message is {@code [Ambrosia/tag] message}. */
    public DeterminismException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Makes an exception whose message is {@code [Ambrosia/tag] message}, with what caused it. */
    public DeterminismException(ErrorTag tag, String message, Throwable cause) {
        super(tag, message, cause);
    }

    private DeterminismException(DeterminismException original) {
        super(original);
    }

    @Override
    public DeterminismException onThisThread() {
        return new DeterminismException(this);
    }
}
