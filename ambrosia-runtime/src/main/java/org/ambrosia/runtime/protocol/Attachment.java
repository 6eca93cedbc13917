package org.ambrosia.runtime.protocol;

import java.util.Map;

/** The way in which a binding connects to its coordinator. */
public sealed interface Attachment {
    /** In the coordinator's own process, from the coordinator's start on. */
    record Local() implements Attachment {}

    /** By sockets, in the published protocol only. */
    record Plain() implements Attachment {}

    /** By sockets, with an announcement, without state. */
    record Fresh() implements Attachment {}

    /**
     * By sockets, with an announcement, with its state still in memory. The coordinator had ended;
     * the application had not.
     *
     * @param incarnation the incarnation of the log that the state comes from
     * @param last the last record that was received, or the record before the checkpoint
     * @param made how many replayable calls to each destination were made before those that are
     *     sent again
     * @param primary whether this was the primary's application; a primary's application can't
     *     become a secondary's
     */
    record Resuming(long incarnation, LogPosition last, Map<String, Long> made, boolean primary) implements Attachment {
        /** Returns a copy with these counts. */
        public Resuming withMade(Map<String, Long> calls) {
            return new Resuming(incarnation, last, calls, primary);
        }

        /** Returns the sequence id of the last record that was received. */
        public long lastSequence() {
            return last.sequence();
        }
    }

    /** Returns whether the binding understands our additions to the published protocol. */
    default boolean isAnnounced() {
        return this instanceof Fresh || this instanceof Resuming;
    }
}
