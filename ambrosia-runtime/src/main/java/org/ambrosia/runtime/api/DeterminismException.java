package org.ambrosia.runtime.api;

import org.jspecify.annotations.Nullable;

/**
 * Reports that the immortal's code broke the contract that its calls can be replayed: change the
 * code that the message names.
 */
public final class DeterminismException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with the message {@code [Ambrosia/tag] message}. */
    public DeterminismException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Creates an exception with the message {@code [Ambrosia/tag] message} and a cause. */
    public DeterminismException(ErrorTag tag, String message, @Nullable Throwable cause) {
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
