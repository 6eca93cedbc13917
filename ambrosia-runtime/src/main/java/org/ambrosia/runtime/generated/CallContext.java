package org.ambrosia.runtime.generated;

import org.ambrosia.runtime.api.OutsideCaller;
import org.ambrosia.runtime.api.Promise;

/**
 * What proxies send their calls through: the binding of one instance. Between {@code begin} and {@code end} the
 * generated proxy writes the arguments, and nothing else may be called.
 */
public interface CallContext {
    /** What the calls of an outside caller to the instance of this name go through. */
    static CallContext of(OutsideCaller caller, String instanceName) {
        if (caller instanceof OfCaller ours) {
            return ours.contextFor(instanceName);
        }
        throw new IllegalArgumentException("An outside caller is made by Ambrosia.caller(), not " + caller);
    }

    /** What the outside callers of the runtime have beside what applications see. */
    interface OfCaller extends OutsideCaller {
        /** What calls to the instance of this name go through. */
        CallContext contextFor(String instanceName);
    }

    /** The name of the instance that calls through this context. */
    String instanceName();

    /** Begins a one-way call. Only on the dispatch loop, in a handler. */
    ArgumentWriter beginFork(String destination, int methodId);

    /** As {@link #beginFork(String, int)}, for generated proxies, which know the hash of the interface that they call. */
    default ArgumentWriter beginFork(ProxyBase proxy, int methodId) {
        return beginFork(proxy.instanceName(), methodId);
    }

    /** Sends the one-way call whose arguments were written. */
    void endFork(ArgumentWriter call);

    /** Begins an impulse. From any thread that is not replayed. */
    ArgumentWriter beginImpulse(String destination, int methodId);

    /** As {@link #beginImpulse(String, int)}, for generated proxies. */
    default ArgumentWriter beginImpulse(ProxyBase proxy, int methodId) {
        return beginImpulse(proxy.instanceName(), methodId);
    }

    /** Sends the impulse whose arguments were written. */
    void endImpulse(ArgumentWriter call);

    /** Begins a call with a result. Only on the dispatch loop, in a handler. */
    ArgumentWriter beginAsync(ProxyBase proxy, int methodId);

    /** Sends the call whose arguments were written; its result is decoded by the proxy's {@code decodeResult}. */
    <R> Promise<R> endAsync(ArgumentWriter call);
}
