package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.Position;

/**
 * The calls that peers confirm as durable; they need not be sent again. A peer may confirm only
 * calls that were made. While replay makes calls again, it is not known which were made. A
 * confirmation of calls that are not made again yet counts when replay is done.
 */
final class Confirmations {
    private final Outboxes outboxes;
    private final Committer committer;
    private boolean replayDone;

    Confirmations(Outboxes outboxes, Committer committer) {
        this.outboxes = outboxes;
        this.committer = committer;
    }

    /** Notes that the application has made every call again that it made before. */
    void replayDone() {
        replayDone = true;
    }

    /**
     * Handles a confirmation of calls by the other side of a link.
     *
     * @throws MalformedDataException if they were never made
     */
    void confirmed(Session session, Position position) {
        if (outboxes.hasMade(session.peer(), position, committer.epoch())) {
            trim(outboxes.known(session.peer()), position);
        } else if (replayDone) {
            throw neverMade(session, position);
        } else {
            session.confirmsEarly(position);
        }
        session.confirmed(position);
    }

    /**
     * Checks, after replay is done, what the other side of a link has confirmed before.
     *
     * @throws MalformedDataException if it was never made
     */
    void confirmedEarly(Session session) {
        Position early = session.takeEarly();
        if (early == null) {
            return;
        }
        if (outboxes.hasMade(session.peer(), early, committer.epoch())) {
            trim(outboxes.known(session.peer()), early);
        } else if (session.party().hasLog()) {
            // What a caller reports as received answers concerns only the caller.
            throw neverMade(session, early);
        }
    }

    /**
     * Trims the outbox; the next record states this if it changes something. Nothing is kept for a
     * peer to which no call was made.
     */
    private void trim(Outbox outbox, Position position) {
        if (outbox == null) {
            return;
        }
        long before = outbox.trimmed();
        outbox.trim(position);
        if (outbox.trimmed() > before) {
            committer.trimmed(outbox);
        }
    }

    private static MalformedDataException neverMade(Session session, Position position) {
        return new MalformedDataException(
                ErrorTag.MALFORMED_MESSAGE,
                "\"" + session.peer() + "\" confirms calls up to " + position + ", which were never made.");
    }
}
