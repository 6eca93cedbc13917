package org.ambrosia.runtime.binding;

import java.util.concurrent.CompletableFuture;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.api.RemoteException;
import org.ambrosia.runtime.generated.ProxyBase;

/** The promise of a call from outside: a future, because nothing of an outside caller is stored. */
final class OutsideCall implements Promise<Object>, AwaitedCall {
    private final CompletableFuture<Object> future = new CompletableFuture<>();
    private final ProxyBase proxy;
    private final int methodId;
    private final String session;
    private final long madeNanos = System.nanoTime();

    /**
     * Creates the promise of a call.
     *
     * @param session the name under which the caller receives its replies
     */
    OutsideCall(ProxyBase proxy, int methodId, String session) {
        this.session = session;
        this.proxy = proxy;
        this.methodId = methodId;
    }

    @Override
    public ProxyBase proxy() {
        return proxy;
    }

    @Override
    public int methodId() {
        return methodId;
    }

    /** Returns the name under which the caller receives its replies. */
    String session() {
        return session;
    }

    /** Returns whether the call was made more than {@code nanos} ago. */
    boolean isOlder(long nowNanos, long nanos) {
        return nowNanos - madeNanos > nanos;
    }

    @Override
    public void succeed(Object value) {
        future.complete(value);
    }

    @Override
    public void fail(RemoteException reason) {
        future.completeExceptionally(reason);
    }

    /** The outcome of the call is unknown. */
    void abandon(Throwable reason) {
        future.completeExceptionally(reason);
    }

    @Override
    public CompletableFuture<Object> toCompletableFuture() {
        return future;
    }

    @Override
    public boolean isDone() {
        return future.isDone();
    }

    @Override
    public Promise<Object> then(Callback callback) {
        throw outside();
    }

    @Override
    public Promise<Object> then(Callback1<? super Object> callback) {
        throw outside();
    }

    @Override
    public <A> Promise<Object> then(Callback2<? super Object, ? super A> callback, A argument) {
        throw outside();
    }

    @Override
    public <A, B> Promise<Object> then(Callback3<? super Object, ? super A, ? super B> callback, A first, B second) {
        throw outside();
    }

    @Override
    public Promise<Object> exceptionally(Callback1<RemoteException> callback) {
        throw outside();
    }

    @Override
    public <A> Promise<Object> exceptionally(Callback2<RemoteException, ? super A> callback, A argument) {
        throw outside();
    }

    private static IllegalStateException outside() {
        return new IllegalStateException(
                "A callback was given to the promise of a call from outside. Stored callbacks are for"
                        + " immortals; use toCompletableFuture().thenAccept(…) or join().");
    }
}
