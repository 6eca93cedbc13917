package org.ambrosia.runtime.api;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture;

/**
 * The future result of an async call. Callbacks are references to named methods of the immortal,
 * such as {@code promise.then(this::onReply, orderId)}. They are stored by name, with their
 * arguments, as part of the state. So a checkpoint may be taken while a promise is open, and the
 * callback runs after recovery as if nothing had happened. A lambda's name changes from build to
 * build, so a lambda is refused.
 *
 * <p>A callback runs on the dispatch loop like a handler, in the order of the log. It runs when the
 * result arrives, or, if it has arrived already, when the running handler returns. At most one
 * {@code then} and one {@code exceptionally} may be given. A failure without an
 * {@code exceptionally} is logged and dropped.
 *
 * <p>A promise may be a field of the immortal's state. It may be used only on the dispatch loop.
 *
 * @param <R> the result's type; {@link Void} for methods without a result
 */
public interface Promise<R> {
    /**
     * Calls {@code callback} when the call has succeeded, whatever its result. Returns this
     * promise.
     */
    Promise<R> then(Callback callback);

    /** Calls {@code callback} with the result when the call has succeeded. Returns this promise. */
    Promise<R> then(Callback1<? super R> callback);

    /** Calls {@code callback} with the result and {@code argument}. Returns this promise. */
    <A> Promise<R> then(Callback2<? super R, ? super A> callback, A argument);

    /** Calls {@code callback} with the result and both arguments. Returns this promise. */
    <A, B> Promise<R> then(Callback3<? super R, ? super A, ? super B> callback, A first, B second);

    /** Calls {@code callback} with the failure when the call has failed. Returns this promise. */
    Promise<R> exceptionally(Callback1<RemoteException> callback);

    /** Calls {@code callback} with the failure and {@code argument}. Returns this promise. */
    <A> Promise<R> exceptionally(Callback2<RemoteException, ? super A> callback, A argument);

    /**
     * Returns the same result as a future, for calls of an {@link OutsideCaller}, which are not
     * replayed. The future completes on the caller's own thread, on which nothing may block: give
     * an executor to code that blocks ({@code thenAcceptAsync}).
     *
     * @throws DeterminismException in an immortal, whose callbacks are stored by {@link #then}
     */
    default CompletableFuture<R> toCompletableFuture() {
        throw new DeterminismException(
                ErrorTag.CallOutsideHandler,
                "A promise of an immortal was to be a future, whose callbacks would be lost with the process. Use"
                        + " then(this::method).");
    }

    /** Returns whether the result or the failure has arrived. */
    boolean isDone();

    /** A named method of the immortal without parameters. */
    @FunctionalInterface
    interface Callback extends Serializable {
        /** Runs the callback. */
        void run() throws Exception;
    }

    /** A named method of the immortal that takes the result. */
    @FunctionalInterface
    interface Callback1<R> extends Serializable {
        /** Runs the callback. */
        void run(R result) throws Exception;
    }

    /** A named method of the immortal that takes the result and an argument. */
    @FunctionalInterface
    interface Callback2<R, A> extends Serializable {
        /** Runs the callback. */
        void run(R result, A argument) throws Exception;
    }

    /** A named method of the immortal that takes the result and two arguments. */
    @FunctionalInterface
    interface Callback3<R, A, B> extends Serializable {
        /** Runs the callback. */
        void run(R result, A first, B second) throws Exception;
    }
}
