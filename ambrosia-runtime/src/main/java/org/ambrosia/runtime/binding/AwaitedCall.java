package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.codegen.ArgumentReader;

/** A call whose result has not arrived yet. */
interface AwaitedCall {
    /** Returns the name of the instance that was called. */
    String callee();

    /** Decodes the result; null if the method has none. */
    Object decode(ArgumentReader result);

    /** The result has arrived; null if the method has none. */
    void succeed(Object value);

    /** The call has failed. */
    void fail(CallFailedException reason);
}
