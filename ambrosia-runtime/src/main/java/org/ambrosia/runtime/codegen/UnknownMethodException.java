package org.ambrosia.runtime.codegen;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;

/**
 * A call arrived for a method id that the interface does not have: the caller was built with
 * another interface.
 */
public final class UnknownMethodException extends AmbrosiaException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception for the interface and the id that was called. */
    public UnknownMethodException(String interfaceName, int methodId) {
        super(
                ErrorTag.UNKNOWN_METHOD,
                "A call came for method id " + methodId + ", which " + interfaceName
                        + " does not have. Build caller and callee with the same interface; changed parameters make a"
                        + " new id.");
    }

    private UnknownMethodException(UnknownMethodException original) {
        super(original);
    }

    @Override
    public UnknownMethodException onThisThread() {
        return new UnknownMethodException(this);
    }
}
