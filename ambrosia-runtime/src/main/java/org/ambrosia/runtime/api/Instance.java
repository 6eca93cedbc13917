package org.ambrosia.runtime.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A deployed instance, as the program that hosts it holds it. All methods may be called from any
 * thread.
 */
public interface Instance extends AutoCloseable {
    /** The instance's name. */
    String name();

    /** The port on which peers reach this instance's coordinator; 0 if that is another process. */
    int port();

    /** Returns what this process knows of the instance at the moment. Does not block. */
    InstanceStatus status();

    /**
     * Takes a checkpoint soon, however little was logged since the last one. The stage completes
     * when the checkpoint is stored; nothing that was logged before is then executed again at the
     * next start. The stage fails with {@link ErrorTag#NO_CHECKPOINT} if the state can't be stored
     * or this replica is not the primary. In a replicated instance the checkpointer stores it; the
     * stage waits until there is a checkpointer.
     */
    CompletionStage<Void> checkpoint();

    /**
     * Waits until the instance has recovered and takes calls: its state is loaded, all of its log
     * is executed, and {@code onBecomingPrimary} has returned. A standby waits until it is primary.
     *
     * @throws AmbrosiaException if the instance has failed, with the type and the tag of the
     *     failure; or, with {@link ErrorTag#INSTANCE_ENDED}, if it was closed before it served
     */
    void awaitServing() throws InterruptedException;

    /**
     * As {@link #awaitServing()}, but not longer than {@code timeout}.
     *
     * @throws AmbrosiaException as there; or, with {@link ErrorTag#NOT_SERVING}, if the instance
     *     does not serve by then
     */
    void awaitServing(Duration timeout) throws InterruptedException;

    /**
     * Calls {@code listener} with the status at once, and then whenever it has changed, up to the
     * last one when the instance has ended. All listeners are called one after the other, on a
     * thread that does nothing else, at most a tenth of a second after the change.
     */
    void onStatus(Consumer<InstanceStatus> listener);

    /**
     * Returns a stage that completes when the instance has ended, and fails with an {@link
     * AmbrosiaException} if that is a failure.
     */
    CompletionStage<Void> termination();

    /**
     * Waits until the instance has ended, by {@link #close} or by a failure.
     *
     * @throws AmbrosiaException if the instance has failed, with the type and the tag of the
     *     failure; its message states the reason and what to do
     */
    void awaitTermination() throws InterruptedException;

    /**
     * As {@link #awaitTermination()}, for at most {@code timeout}; returns whether the instance has
     * ended.
     */
    boolean awaitTermination(Duration timeout) throws InterruptedException;

    /**
     * Takes a checkpoint if something was logged since the last one, and waits for it for
     * {@code checkpointAtClose}. Then ends the instance: the running handler returns, calls that
     * were delivered but not executed are left to the log, links are closed and the log is
     * released. Nothing is lost: the next start goes on where this one ended. Idempotent.
     */
    @Override
    void close();
}
