package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.api.RemoteException;
import org.ambrosia.runtime.generated.ProxyBase;

/** A call whose result has not arrived yet. */
interface AwaitedCall {
    /** Returns the proxy through which the call was made, and which decodes its result. */
    ProxyBase proxy();

    /** Returns the method that was called. */
    int methodId();

    /** The result has arrived; null if the method has none. */
    void succeed(Object value);

    /** The call has failed. */
    void fail(RemoteException reason);
}
