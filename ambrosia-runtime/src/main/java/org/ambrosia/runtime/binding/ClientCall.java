package org.ambrosia.runtime.binding;

import java.util.concurrent.CompletableFuture;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.ClientBase;

/** A client's call that waits for its result. */
final class ClientCall implements AwaitedCall {
    private final CompletableFuture<Object> future = new CompletableFuture<>();
    private final ClientBase client;
    private final int methodId;
    private final String session;
    private final long madeNanos = System.nanoTime();

    /**
     * Creates the outcome of a call.
     *
     * @param session the name under which the client receives its replies
     */
    ClientCall(ClientBase client, int methodId, String session) {
        this.client = client;
        this.methodId = methodId;
        this.session = session;
    }

    @Override
    public String callee() {
        return client.instanceName();
    }

    @Override
    public Object decode(ArgumentReader reply) {
        return ClientBase.Access.decodeResult(client, methodId, reply);
    }

    /** Returns the name under which the client receives its replies. */
    String session() {
        return session;
    }

    /**
     * Returns how long the call may be without its result, in nanoseconds; 0 for ever.
     *
     * @param configured the time of the client's configuration
     */
    long timeoutNanos(long configured) {
        return ClientBase.Access.timeoutNanos(client, configured);
    }

    /** Returns whether the call has been without its result for longer than it may be. */
    boolean isLate(long nowNanos, long configured) {
        long timeout = timeoutNanos(configured);
        return timeout > 0 && nowNanos - madeNanos > timeout;
    }

    @Override
    public void succeed(Object value) {
        future.complete(value);
    }

    @Override
    public void fail(CallFailedException reason) {
        future.completeExceptionally(reason);
    }

    /** The outcome of the call is unknown. */
    void abandon(Throwable reason) {
        future.completeExceptionally(reason);
    }

    /** Returns the future with the outcome. */
    CompletableFuture<Object> future() {
        return future;
    }
}
