package org.ambrosia.runtime.codegen;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.jspecify.annotations.Nullable;

/**
 * The context through which generated clients send their calls to one instance. May be used from
 * any thread. Between {@code begin} and {@code end}, the generated client writes the arguments, and
 * nothing else may be called.
 */
public interface ClientContext {
    /** Returns the context for a client's calls to the instance of this name. */
    static ClientContext of(AmbrosiaClient client, String instanceName) {
        if (client instanceof OfClient ours) {
            return ours.contextFor(instanceName);
        }
        throw new IllegalArgumentException("A client is created by Ambrosia.client(), not " + client);
    }

    /** The part of the runtime's clients that applications do not see. */
    interface OfClient extends AmbrosiaClient {
        /** Returns the context for calls to the instance of this name. */
        ClientContext contextFor(String instanceName);
    }

    /** Begins a one-way call, or an impulse. */
    ArgumentWriter beginFork(ClientBase client, int methodId);

    /**
     * Sends the one-way call whose arguments were written. The stage completes when the call is on
     * stable storage; other calls may have the same stage.
     */
    CompletionStage<Void> endFork(ArgumentWriter call);

    /** Begins a call with a result. */
    ArgumentWriter beginAsync(ClientBase client, int methodId);

    /** Sends the call whose arguments were written. The future has its outcome. */
    <R extends @Nullable Object> CompletableFuture<R> endAsync(ArgumentWriter call);

    /**
     * Begins a call for whose result the thread will wait.
     *
     * @throws org.ambrosia.runtime.api.AmbrosiaException if this is the thread on which results
     *     arrive; no call was made
     */
    ArgumentWriter beginWaiting(ClientBase client, int methodId);

    /**
     * Waits for the result of a call.
     *
     * @throws org.ambrosia.runtime.api.AmbrosiaException if the call has failed, or the thread was
     *     interrupted
     */
    <R extends @Nullable Object> R await(CompletableFuture<R> result);

    /** Returns the context of proxies that are only values here, and can't call. */
    CallContext ofValues();
}
