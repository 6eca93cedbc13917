package org.ambrosia.runtime.generated;

import org.ambrosia.runtime.api.OutsideCaller;
import org.ambrosia.runtime.api.Promise;

/**
 * The context through which proxies send their calls: the binding of one instance. Between {@code
 * begin} and {@code end}, the generated proxy writes the arguments, and nothing else may be called.
 */
public interface CallContext {
    /** Returns the context for the calls of an outside caller to the instance of this name. */
    static CallContext of(OutsideCaller caller, String instanceName) {
        if (caller instanceof OfCaller ours) {
            return ours.contextFor(instanceName);
        }
        throw new IllegalArgumentException("An outside caller is made by Ambrosia.caller(), not " + caller);
    }

    /** The part of the runtime's outside callers that applications do not see. */
    interface OfCaller extends OutsideCaller {
        /** Returns the context for calls to the instance of this name. */
        CallContext contextFor(String instanceName);
    }

    /** Returns the name of the instance that calls through this context. */
    String instanceName();

    /** Begins a one-way call. Permitted only in a handler, on the dispatch loop. */
    ArgumentWriter beginFork(String destination, int methodId);

    /**
     * As {@link #beginFork(String, int)}, for generated proxies, which know the hash of the
     * interface that they call.
     */
    default ArgumentWriter beginFork(ProxyBase proxy, int methodId) {
        return beginFork(proxy.instanceName(), methodId);
    }

    /** Sends the one-way call whose arguments were written. */
    void endFork(ArgumentWriter call);

    /** Begins an impulse. Permitted from any thread that is not replayed. */
    ArgumentWriter beginImpulse(String destination, int methodId);

    /** As {@link #beginImpulse(String, int)}, for generated proxies. */
    default ArgumentWriter beginImpulse(ProxyBase proxy, int methodId) {
        return beginImpulse(proxy.instanceName(), methodId);
    }

    /** Sends the impulse whose arguments were written. */
    void endImpulse(ArgumentWriter call);

    /** Begins a call with a result. Permitted only in a handler, on the dispatch loop. */
    ArgumentWriter beginAsync(ProxyBase proxy, int methodId);

    /**
     * Sends the call whose arguments were written; the proxy's {@code decodeResult} decodes its
     * result.
     */
    <R> Promise<R> endAsync(ArgumentWriter call);
}
