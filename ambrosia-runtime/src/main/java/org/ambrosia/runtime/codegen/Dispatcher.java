package org.ambrosia.runtime.codegen;

import org.jspecify.annotations.Nullable;

/**
 * Performs a logged call: takes the method id, decodes the arguments, calls the method, and for an
 * async call encodes the result. Generated for each interface.
 */
public interface Dispatcher {
    /**
     * Decodes the arguments and calls the method.
     *
     * @param result where the result is written; null if the caller does not wait for one
     * @return whether the method has a result that was written
     * @throws UnknownMethodException if no method has this id; nothing was called
     * @throws Exception what the method threw
     */
    boolean dispatch(int methodId, ArgumentReader arguments, @Nullable ArgumentWriter result) throws Exception;

    /** Returns the schema, as in the resource {@code META-INF/ambrosia/<interface>.schema}. */
    String schema();

    /**
     * Returns the hash in the last line of the schema: equal in all builds that know the same
     * interface. 0 if none was generated.
     */
    default long schemaHash() {
        return 0;
    }
}
