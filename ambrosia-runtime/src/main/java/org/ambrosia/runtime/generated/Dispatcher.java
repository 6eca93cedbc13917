package org.ambrosia.runtime.generated;

/** Makes a logged call: method id, decode, call, and for an async call encode the result. Generated for each interface. */
public interface Dispatcher {
    /**
     * Decodes the arguments and calls the method.
     *
     * @param result where the result is written; null if the caller does not wait for one
     * @return whether the method has a result, and it was written
     * @throws UnknownMethodException if no method has this id; nothing was called
     * @throws Exception what the method threw
     */
    boolean dispatch(int methodId, ArgumentReader arguments, ArgumentWriter result) throws Exception;

    /** The schema, as in the resource {@code META-INF/ambrosia/<interface>.schema}. */
    String schema();

    /** The hash in the last line of the schema: equal in all builds that know the same interface. 0 if none was generated. */
    default long schemaHash() {
        return 0;
    }
}
