package org.ambrosia.runtime.api;

import org.jspecify.annotations.Nullable;

/**
 * Reports a wrong setting: change it and start again. Builders throw it, before anything is
 * started.
 */
public final class InvalidConfigurationException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with the message {@code [Ambrosia/tag] message}. */
    public InvalidConfigurationException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Creates an exception with the message {@code [Ambrosia/tag] message} and a cause. */
    public InvalidConfigurationException(ErrorTag tag, String message, @Nullable Throwable cause) {
        super(tag, message, cause);
    }

    private InvalidConfigurationException(InvalidConfigurationException original) {
        super(original);
    }

    @Override
    public InvalidConfigurationException onThisThread() {
        return new InvalidConfigurationException(this);
    }
}
