package org.ambrosia.runtime.api;

import java.time.Duration;

/** A deployed instance, as its hosting program holds it. All methods may be called from any thread. */
public interface InstanceHandle extends AutoCloseable {
    /** The instance's name. */
    String name();

    /** The port on which peers reach this instance's coordinator; 0 if that is another process. */
    int port();

    /**
     * Waits until the instance has recovered and takes calls.
     *
     * @throws AmbrosiaException if the instance has failed, of the type and with the tag of the failure; or, with
     *     {@link ErrorTag#InstanceEnded}, if it was closed before it served
     */
    void awaitServing() throws InterruptedException;

    /**
     * Waits until the instance has ended, by {@link #close} or by a failure.
     *
     * @throws AmbrosiaException if the instance has failed, of the type and with the tag of the failure; its message says why and
     *     what to do
     */
    void awaitTermination() throws InterruptedException;

    /** As {@link #awaitTermination()}, for at most {@code timeout}; returns whether the instance has ended. */
    boolean awaitTermination(Duration timeout) throws InterruptedException;

    /**
     * Ends the instance: the running handler returns, what was delivered but not executed is left to the log, links are
     * closed and the log is released. Nothing is lost: the next start goes on where this one ended. Idempotent.
     */
    @Override
    void close();
}
