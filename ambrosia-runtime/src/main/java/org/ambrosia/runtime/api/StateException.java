package org.ambrosia.runtime.api;

import org.jspecify.annotations.Nullable;

/**
 * Reports state or arguments that can't be stored or loaded: change the class that the message
 * names.
 */
public final class StateException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with the message {@code [Ambrosia/tag] message}. */
    public StateException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Creates the error for a member of {@code owner} that is not open, with the line to paste. */
    public static StateException packageNotOpen(Class<?> owner, @Nullable Throwable cause) {
        return new StateException(
                ErrorTag.PACKAGE_NOT_OPEN,
                "The members of " + owner.getName() + " can't be used, since its package is not open. Add to the"
                        + " module-info.java of " + owner.getModule().getName() + ":  opens " + owner.getPackageName()
                        + " to org.ambrosia.runtime;",
                cause);
    }

    /** Creates an exception with the message {@code [Ambrosia/tag] message} and a cause. */
    public StateException(ErrorTag tag, String message, @Nullable Throwable cause) {
        super(tag, message, cause);
    }

    private StateException(StateException original) {
        super(original);
    }

    @Override
    public StateException onThisThread() {
        return new StateException(this);
    }
}
