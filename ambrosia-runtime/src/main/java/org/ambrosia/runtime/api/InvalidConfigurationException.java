package org.ambrosia.runtime.api;

/** A setting is wrong: change it and start again. Thrown by builders, before anything was started. */
public final class InvalidConfigurationException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Makes an exception whose message is {@code [Ambrosia/tag] message}. */
    public InvalidConfigurationException(ErrorTag tag, String message) {
        super(tag, message);
    }

    /** Makes an exception whose message is {@code [Ambrosia/tag] message}, with what caused it. */
    public InvalidConfigurationException(ErrorTag tag, String message, Throwable cause) {
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
