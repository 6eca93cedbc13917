package org.ambrosia.runtime.api;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The future result of an async call. Callbacks are references to named methods of the immortal,
 * such as {@code promise.onResult(this::onReply, orderId)}. They are stored by name, with their
 * arguments, as part of the state. So a checkpoint may be taken while a promise is open, and the
 * callback runs after recovery as if nothing had happened. A lambda's name changes from build to
 * build, so a lambda is refused.
 *
 * <p>A callback runs on the dispatch loop like a handler, in the order of the log. It runs when the
 * result arrives, or, if it has arrived already, when the running handler returns. At most one
 * {@code onResult} and one {@code onFailure} may be given. A failure without an
 * {@code onFailure} is logged and dropped.
 *
 * <p>A promise may be a field of the immortal's state. It may be used only on the dispatch loop.
 *
 * @param <R> the result's type; {@link Void} for methods without a result
 */
public interface Promise<R extends @Nullable Object> {
    /**
     * Calls {@code callback} when the call has succeeded, whatever its result. Returns this
     * promise.
     */
    Promise<R> onResult(Callback callback);

    /** Calls {@code callback} with the result when the call has succeeded. Returns this promise. */
    Promise<R> onResult(Callback1<? super R> callback);

    /** Calls {@code callback} with the result and {@code argument}. Returns this promise. */
    <A extends @Nullable Object> Promise<R> onResult(Callback2<? super R, ? super A> callback, A argument);

    /** Calls {@code callback} with the result and both arguments. Returns this promise. */
    <A extends @Nullable Object, B extends @Nullable Object> Promise<R> onResult(
            Callback3<? super R, ? super A, ? super B> callback, A first, B second);

    /** Calls {@code callback} with the failure when the call has failed. Returns this promise. */
    Promise<R> onFailure(Callback1<CallFailedException> callback);

    /** Calls {@code callback} with the failure and {@code argument}. Returns this promise. */
    <A extends @Nullable Object> Promise<R> onFailure(Callback2<CallFailedException, ? super A> callback, A argument);

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
    interface Callback1<R extends @Nullable Object> extends Serializable {
        /** Runs the callback. */
        void run(R result) throws Exception;
    }

    /** A named method of the immortal that takes the result and an argument. */
    @FunctionalInterface
    interface Callback2<R extends @Nullable Object, A extends @Nullable Object> extends Serializable {
        /** Runs the callback. */
        void run(R result, A argument) throws Exception;
    }

    /** A named method of the immortal that takes the result and two arguments. */
    @FunctionalInterface
    interface Callback3<R extends @Nullable Object, A extends @Nullable Object, B extends @Nullable Object>
            extends Serializable {
        /** Runs the callback. */
        void run(R result, A first, B second) throws Exception;
    }
}
