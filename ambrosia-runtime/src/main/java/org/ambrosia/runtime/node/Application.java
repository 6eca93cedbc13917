package org.ambrosia.runtime.node;

import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.driver.ApplicationPort;

/**
 * The application of an instance, as the shell of its coordinator sees it. Used on the
 * coordinator's thread.
 */
interface Application extends ApplicationPort {
    /**
     * The number of full records that may wait to be logged, sent or executed. Their arrays are
     * reused.
     */
    int MOST_RECORDS = 24;

    /**
     * Returns whether the application has executed the log and was notified that it is primary.
     * Always true for an application in another process: the coordinator does not wait for that.
     */
    boolean isReady();

    /**
     * Checks whether the call that the application executes returns. Called a few times per second.
     */
    default void look(long nowNanos) {}

    /** Returns a description of the application's problem, for people to read. From any thread. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** Called before the core receives the event. */
    void before(Event event);

    /** Called after the core has received the event. */
    void after(Event event);

    /**
     * Notifies the application that the instance continues elsewhere, and waits until the
     * application knows. Not on the coordinator's thread.
     */
    void replaced(AmbrosiaException reason);

    /** Starts the application. */
    void start(Lifetime lifetime);

    /**
     * Ends the application's thread, if it has one, after the running handler has returned. From
     * any thread.
     */
    void stop();

    /** Releases what the application uses. From any thread. */
    void close();
}
