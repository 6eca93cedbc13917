package org.ambrosia.runtime.codegen;

import org.ambrosia.runtime.api.Promise;
import org.jspecify.annotations.Nullable;

/**
 * The context through which proxies send their calls: the binding of one instance. Between {@code
 * begin} and {@code end}, the generated proxy writes the arguments, and nothing else may be called.
 */
public interface CallContext {
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
    <R extends @Nullable Object> Promise<R> endAsync(ArgumentWriter call);
}
