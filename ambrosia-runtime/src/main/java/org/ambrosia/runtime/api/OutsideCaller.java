package org.ambrosia.runtime.api;

import java.util.concurrent.CompletableFuture;

/**
 * Calls instances from a program that is none itself: a web server, a command, a test. Made by {@code Ambrosia.caller()}, and given to
 * the generated proxies:
 *
 * <pre>{@code
 * try (OutsideCaller caller = Ambrosia.caller().start()) {
 *     ServerProxy server = ServerProxy.of(caller, "server");
 *     server.receiveMessageFork("hi");
 *     int received = server.messagesReceivedAsync().toCompletableFuture().join();
 * }
 * }</pre>
 *
 * <p>A call is logged at the instance before it is executed there, and is executed exactly once as long as this process lives, whatever
 * becomes of links and of the instance's processes meanwhile; if this process ends, a call of which it was not told that it is durable may be
 * lost, and is executed at most once. Calls to one instance are executed in the order in which they were made. An instance that is not there
 * is waited for, but its caller not longer than {@code callTimeout}: then a call that is without a result fails with {@link
 * ErrorTag#CallTimeout}, or {@link ErrorTag#UnknownInstance} if there never was an instance of that name. What was made stays made: it is
 * executed when the instance is there.
 *
 * <p>An instance forgets a caller that had no link to it for longer than the instance's {@code callerTimeout}. Calls that are then still
 * without an answer fail with {@link ErrorTag#CallerForgotten}: whether they were executed can't be told.
 *
 * <p>May be used from any thread. Too many calls that are not durable make the next one wait.
 */
public interface OutsideCaller extends AutoCloseable {
    /**
     * Is completed when every call that was made before this one is durable at its instance, so that it will be executed whatever happens; and
     * fails if calls that were made before may be lost, since an instance has forgotten this caller. Then it fails for each thread that asks,
     * until {@link #acknowledgeLoss}.
     */
    CompletableFuture<Void> durable();

    /**
     * The program knows that calls were lost and has done what is to be done about it: from now on {@link #durable} speaks of calls that were
     * made since. Without it, this caller's {@code durable} fails for good; a new caller is as good.
     */
    void acknowledgeLoss();

    /**
     * Waits until every call is durable, and every call with a result has it, but not longer than {@code closeTimeout}; then ends. Calls that
     * are without an answer then fail. Idempotent.
     */
    @Override
    void close();
}
