package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.api.RemoteException;
import org.ambrosia.runtime.generated.ProxyBase;

/** A call whose result is still to come. */
interface AwaitedCall {
    /** Through which it was made, and which decodes its result. */
    ProxyBase proxy();

    /** The method that was called. */
    int methodId();

    /** The result has come; null if the method has none. */
    void succeed(Object value);

    /** The call has failed. */
    void fail(RemoteException reason);
}
