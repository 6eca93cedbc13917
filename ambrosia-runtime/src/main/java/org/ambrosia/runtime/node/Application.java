package org.ambrosia.runtime.node;

import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.driver.ApplicationPort;

/** The application of an instance, as the shell of its coordinator sees it. Used on the coordinator's thread. */
interface Application extends ApplicationPort {
    /** As many full records as may wait to be logged, sent or executed, and whose arrays are used again. */
    int MOST_RECORDS = 24;

    /** Whether it has executed the log and was told that it is primary; of one in another process the coordinator does not wait for that. */
    boolean isReady();

    /** Looks whether the call that it executes returns. A few times in a second. */
    default void look(long nowNanos) {}

    /** What is wrong with it, for people to read. From any thread. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** The event is about to be told to the core. */
    void before(Event event);

    /** The event was told to the core. */
    void after(Event event);

    /** The instance goes on elsewhere; lets the application know, and waits until it knows. Not on the coordinator's thread. */
    void replaced(AmbrosiaException reason);

    /** Begins. */
    void start(Lifetime lifetime);

    /** Ends its thread, if it has one, when the running handler has returned. From any thread. */
    void stop();

    /** Gives up what it uses. From any thread. */
    void close();
}
