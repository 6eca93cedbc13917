package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.Position;
import org.ambrosia.runtime.protocol.Trailer;
import org.ambrosia.runtime.protocol.Trim;

/** Rebuilds the coordinator's state: from the checkpoint first, then record by record. */
final class Recovery {
    private final CoreSettings settings;
    private final Inboxes inboxes;
    private final Outboxes outboxes;
    private final Committer committer;
    private final LogHistory history;
    private byte[] initialMessage = {};

    Recovery(CoreSettings settings, Inboxes inboxes, Outboxes outboxes, Committer committer, LogHistory history) {
        this.settings = settings;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
        this.committer = committer;
        this.history = history;
    }

    /**
     * Goes on from the coordinator's part of a checkpoint; returns when that was taken, or 0 if
     * that is not known.
     */
    long restore(byte[] coordinator) {
        CheckpointState state = CheckpointState.decode(coordinator, outboxes.room());
        initialMessage = state.initialMessage();
        state.inboxes().forEach(inboxes::restore);
        outboxes.restore(state.outboxes());
        committer.nextSequence(state.nextSequence());
        history.restore(state.history());
        history.durable(state.nextSequence() - 1);
        return state.takenMillis();
    }

    /** Adds the initial message, which the first checkpoint keeps, if nothing was ever logged. */
    void replayEnded() {
        if (committer.nextSequence() == 0) {
            committer.addInitialMessage(initialMessage);
        }
    }

    /**
     * Applies what the record states; trims count even for calls that replay has not made again
     * yet.
     */
    void replay(LoggedRecord record) {
        if (record.sequence() != committer.nextSequence()) {
            throw new LogException(
                    ErrorTag.LOG_CORRUPT,
                    "The log goes on with record " + record.sequence() + ", expected " + committer.nextSequence()
                            + " (instance=" + settings.name() + "). A segment is missing: restore it.");
        }
        Trailer trailer = record.trailer();
        history.reign(trailer.epoch(), record.sequence());
        history.durable(record.sequence());
        for (InboxPosition each : trailer.moved()) {
            inboxes.restore(each);
        }
        for (Trim each : trailer.trims()) {
            outboxes.of(each.destination()).trim(new Position(each.replayable(), 0, 0));
        }
        committer.nextSequence(record.sequence() + 1);
    }
}
