package org.ambrosia.runtime.protocol;

/** What a coordinator says to a binding in another process. */
public sealed interface CoordinatorRecord permits CoordinatorRecord.Welcome, CoordinatorRecord.Refused, Delivery {
    /**
     * The answer to a binding's {@link BindingHello}, before everything else.
     *
     * @param incarnation the incarnation of the instance's log
     * @param maxMessageBytes the largest message that the coordinator takes
     * @param nonce to be sent back on the first connection, which shows that both connections are the application's
     */
    record Welcome(long incarnation, int maxMessageBytes, long nonce) implements CoordinatorRecord {}

    /**
     * The coordinator does not talk to this binding; the connection ends.
     *
     * @param message why, and what to do, for people to read
     */
    record Refused(String message) implements CoordinatorRecord {}
}
