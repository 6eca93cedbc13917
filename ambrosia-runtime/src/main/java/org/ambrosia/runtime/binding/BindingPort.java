package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * Sends a binding's output to its coordinator, which receives it in this order. Never blocks. All
 * methods but {@link #sendImpulse} are called on the dispatch loop.
 */
public interface BindingPort {
    /** Sends the message that is to be the first of the log. */
    void sendInitialMessage();

    /** Sends a call or a reply that replay makes again; it is copied before this method returns. */
    void send(String destination, Encoder body);

    /**
     * A message was executed to its end: the calls that it made may leave now. The calls of a
     * handler with which its replica ends should not have left, so that the instance can continue
     * without that message.
     */
    default void executed() {}

    /** Sends an impulse, from any thread; it is copied before this method returns. */
    void sendImpulse(String destination, Encoder body);

    /**
     * Logs this build's schema, as a message of this instance to itself. The message may be lost
     * with the coordinator, like an impulse; the next primary logs its own. Does nothing where a
     * log is only executed again.
     */
    default void logSchema(String schema) {}

    /**
     * Requests a {@linkplain org.ambrosia.runtime.protocol.LargestMessage change} of the max size
     * of handlers' messages, to be logged. The request may be lost like an impulse: the next
     * process that becomes primary requests it again.
     */
    default void limitMessages(int maxMessageBytes) {}

    /**
     * Reports to the coordinator the interface by which this process calls an instance. The other
     * side can then warn if it differs from its own. From any thread. May be lost, and is in no
     * order with the calls.
     *
     * @param instance the instance's name; empty for this instance, which has this interface
     * @param schemaHash the hash of the interface's schema
     */
    default void noteInterface(String instance, long schemaHash) {}

    /** Reports that all replies to this client, which is gone, were sent before. */
    void clientAnswered(String caller);

    /** Sends the application's state, after all messages that were sent before. */
    void checkpoint(byte[] application);

    /** The application's state can't be stored now. */
    void checkpointFailed(AmbrosiaException why);

    /** Everything that was logged before this process became primary was executed. */
    void caughtUp();
}
