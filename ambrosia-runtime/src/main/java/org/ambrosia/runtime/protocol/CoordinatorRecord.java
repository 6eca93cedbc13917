package org.ambrosia.runtime.protocol;

/** What a coordinator sends to a binding in another process. */
public sealed interface CoordinatorRecord permits CoordinatorRecord.Welcome, CoordinatorRecord.Refused, Delivery {
    /**
     * The answer to a binding's {@link BindingHello}, before everything else.
     *
     * @param incarnation the incarnation of the instance's log
     * @param maxMessageBytes the max size of a message that the coordinator accepts
     * @param nonce a number that the binding sends back on the first connection, which proves that
     *     both connections are the application's
     */
    record Welcome(long incarnation, int maxMessageBytes, long nonce) implements CoordinatorRecord {}

    /**
     * The coordinator refuses this binding; the connection ends.
     *
     * @param message the reason, and what to do, for people to read
     */
    record Refused(String message) implements CoordinatorRecord {}
}
