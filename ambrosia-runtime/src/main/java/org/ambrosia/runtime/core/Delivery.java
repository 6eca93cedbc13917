package org.ambrosia.runtime.core;

/** What the application is given, in this order and no other. */
public sealed interface Delivery {
    /** Start for the first time: answer with the initial message and a checkpoint. */
    record FirstStart() implements Delivery {}

    /**
     * Go on from this state.
     *
     * @param application what the application gave as its checkpoint
     */
    record Restore(byte[] application) implements Delivery {}

    /**
     * Execute the messages of this record. It is on stable storage.
     *
     * @param record the record
     */
    record Messages(LoggedRecord record) implements Delivery {}

    /** Answer with a checkpoint of the state at this place. */
    record TakeCheckpoint() implements Delivery {}

    /** Recovery is over: what follows is new. */
    record BecomingPrimary() implements Delivery {}
}
