package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * Where a binding sends what it has to say to its coordinator, which sees it in this order. Never blocks. All methods but
 * {@link #sendImpulse} are called on the dispatch loop.
 */
public interface BindingPort {
    /** Sends the message that is to be the first of the log. */
    void sendInitialMessage();

    /** Sends a call or a reply that replay makes again; it is copied before this returns. */
    void send(String destination, Encoder body);

    /**
     * A message was executed to its end: the calls that it made may leave now. Those of a handler with which its replica ends should not
     * have left, so that the instance can go on without it.
     */
    default void executed() {}

    /** Sends an impulse, from any thread; it is copied before this returns. */
    void sendImpulse(String destination, Encoder body);

    /**
     * Has this build's schema logged, as a message of this instance to itself. It may be lost with the coordinator, like an
     * impulse; the next primary logs its own. Does nothing where a log is only executed again.
     */
    default void logSchema(String schema) {}

    /**
     * Asks for a {@linkplain org.ambrosia.runtime.protocol.LargestMessage change} of how large handlers' messages may be, to be logged. It may
     * be lost like an impulse: the next process that becomes primary asks again.
     */
    default void limitMessages(int maxMessageBytes) {}

    /**
     * Tells the coordinator by which interface this process calls an instance, so that the other side can warn of one that differs from its
     * own; from any thread. May be lost, and is in no order with the calls.
     *
     * @param instance the instance's name; empty for this instance, which has this interface
     * @param schemaHash the hash of the interface's schema
     */
    default void noteInterface(String instance, long schemaHash) {}

    /** Says that everything that is answered to this outside caller, which is gone, was sent before. */
    void callerAnswered(String caller);

    /** Sends the application's state, behind all messages that were sent before. */
    void checkpoint(byte[] application);

    /** The application's state can't be stored now. */
    void checkpointFailed(AmbrosiaException why);

    /** Everything that was logged before this process became primary was executed. */
    void caughtUp();
}
