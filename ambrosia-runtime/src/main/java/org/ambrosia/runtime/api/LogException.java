package org.ambrosia.runtime.api;

import org.jspecify.annotations.Nullable;

/**
 * Reports a log that can't be opened, read or written: look at the disk and the file that the
 * message names. Nothing was acknowledged that is not durable.
 */
public final class LogException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with the message {@code [Ambrosia/tag] message}. */
    public LogException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Creates an exception with the message {@code [Ambrosia/tag] message} and a cause. */
    public LogException(ErrorTag tag, String message, @Nullable Throwable cause) {
        super(tag, message, cause);
    }

    private LogException(LogException original) {
        super(original);
    }

    @Override
    public LogException onThisThread() {
        return new LogException(this);
    }
}
