package org.ambrosia.runtime.protocol;

import java.util.Map;

/** How a binding comes to its coordinator. */
public sealed interface Attachment {
    /** In the coordinator's own process, from its first moment on. */
    record Local() implements Attachment {}

    /** By sockets, in the published protocol and nothing else. */
    record Plain() implements Attachment {}

    /** By sockets, announced, without state. */
    record Fresh() implements Attachment {}

    /**
     * By sockets, announced, with its state still in memory: the coordinator had ended, the application had not.
     *
     * @param incarnation the incarnation of the log that the state comes from
     * @param last the last record that was received, or the one in front of the checkpoint
     * @param made how many replayable calls to each destination were made before those that will be sent again
     * @param primary whether it was the primary's application; one that was can't become a secondary's
     */
    record Resuming(long incarnation, LogPosition last, Map<String, Long> made, boolean primary) implements Attachment {
        /** Returns the same with these counts. */
        public Resuming withMade(Map<String, Long> calls) {
            return new Resuming(incarnation, last, calls, primary);
        }

        /** The sequence id of the last record that was received. */
        public long lastSequence() {
            return last.sequence();
        }
    }

    /** Whether the binding understands what the published protocol does not have. */
    default boolean isAnnounced() {
        return this instanceof Fresh || this instanceof Resuming;
    }
}
