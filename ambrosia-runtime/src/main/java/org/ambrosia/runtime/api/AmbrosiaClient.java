package org.ambrosia.runtime.api;

import java.util.concurrent.CompletableFuture;

/**
 * Calls instances from a program that is not an instance itself: a web server, a command, a test.
 * {@code Ambrosia.client()} creates it, and the generated clients receive it:
 *
 * <pre>{@code
 * try (AmbrosiaClient client = Ambrosia.client().start()) {
 *     ServerClient server = ServerClient.of(client, "server");
 *     server.receiveMessageFork("hi");
 *     int received = server.messagesReceived();
 * }
 * }</pre>
 *
 * <p>A call is logged at the instance before it is executed there. As long as this process lives,
 * it is executed exactly once, whatever happens to links and to the instance's processes meanwhile.
 * If this process ends, a call that was not yet reported to it as durable may be lost, and is
 * executed at most once. Calls to one instance are executed in the order in which they were made. A
 * call waits for an instance that is not there, but the result is awaited at most for {@code
 * callTimeout}. Then a call that is without a result fails with
 * {@link ErrorTag#CALL_TIMEOUT}, or with {@link ErrorTag#UNKNOWN_INSTANCE} if there never was an
 * instance of that name. Such a call remains made: it is executed when the instance is there.
 *
 * <p>An instance forgets a client that had no link to it for longer than the instance's
 * {@code clientTimeout}. Calls that are then still without an answer fail with
 * {@link ErrorTag#CLIENT_FORGOTTEN}: whether they were executed is unknown.
 *
 * <p>May be used from any thread. Too many calls that are not durable make the next one wait.
 */
public interface AmbrosiaClient extends AutoCloseable {
    /**
     * Returns a future that completes when every call made before is durable at its instance, so
     * that it will be executed whatever happens. The future fails if calls made before may be lost,
     * since an instance has forgotten this client. Then it fails for each thread that asks, until
     * {@link #acknowledgeLoss}.
     */
    CompletableFuture<Void> durable();

    /**
     * Confirms that the program knows of the lost calls and has handled the loss. From now on
     * {@link #durable} covers the calls that were made since. Without this confirmation, this
     * client's {@code durable} fails for good; a new client is as good.
     */
    void acknowledgeLoss();

    /**
     * Waits until every call is durable and every call with a result has it, but not longer than
     * {@code closeTimeout}. Then ends this client; calls that are then without an answer fail.
     * Idempotent.
     */
    @Override
    void close();
}
