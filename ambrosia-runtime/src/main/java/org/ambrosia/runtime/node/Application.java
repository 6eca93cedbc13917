package org.ambrosia.runtime.node;

import java.util.Optional;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Delivery;

/** The application of an instance, as the shell of its coordinator sees it. Used on the coordinator's thread. */
interface Application {
    /** As many full records as may wait to be logged, sent or executed, and whose arrays are used again. */
    int MOST_RECORDS = 24;

    /** Whether it is there from the beginning, in this process. */
    boolean isLocal();

    /** Whether it has executed the log and was told that it is primary; of one in another process the coordinator does not wait for that. */
    boolean isReady();

    /** As {@link org.ambrosia.runtime.core.Effects#arrayFor}. */
    byte[] arrayFor(int bytes);

    /**
     * Checks that a state which it gave can be loaded as the same state. From any thread. One in another process does so before it sends
     * its state.
     *
     * @throws AmbrosiaException if it can't
     */
    void verify(byte[] state);

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

    /** Gives it this, behind everything that it was given before. */
    void deliver(Delivery delivery);

    /** Ends the connection to it, and lets it know why. */
    void refuse(AmbrosiaException reason);

    /** Ends the connection to it, if it is in another process; it may come back at once. */
    void cut();

    /** The instance goes on elsewhere; lets the application know, and waits until it knows. Not on the coordinator's thread. */
    void replaced(AmbrosiaException reason);

    /** Tells what it said, but not more than a few megabytes at once; returns whether there may be more. */
    boolean take(Consumer<Event> consumer);

    /** Sends what was delivered. */
    void flush();

    /** Begins. */
    void start(Lifetime lifetime);

    /** Ends its thread, if it has one, when the running handler has returned. From any thread. */
    void stop();

    /** Gives up what it uses. From any thread. */
    void close();
}
