package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;

/** The calls of an instance to itself. They take the same way as others, only without a link. */
final class SelfCalls {
    private final CoreSettings settings;
    private final Inboxes inboxes;
    private final Outboxes outboxes;
    private final Intake intake;
    private final Committer committer;
    private final LogHistory history;
    /** Null until the instance serves. */
    private Outbox.Cursor cursor;

    SelfCalls(
            CoreSettings settings,
            Inboxes inboxes,
            Outboxes outboxes,
            Intake intake,
            Committer committer,
            LogHistory history) {
        this.settings = settings;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
        this.intake = intake;
        this.committer = committer;
        this.history = history;
    }

    /** Begins to take these calls: the instance serves from now on. */
    void begin() {
        Inbox inbox = inboxes.of(settings.name());
        inbox.met(settings.incarnation(), committer.epoch());
        Outbox outbox = outboxes.of(settings.name());
        outbox.trim(inbox.taken());
        cursor = outbox.cursor(inbox.taken());
    }

    /** Logs those that were made. They may take half of the room, so that links are read too. */
    void take(BindingSession session) {
        if (cursor == null) {
            return;
        }
        Inbox inbox = inboxes.of(settings.name());
        while (session.undelivered() + committer.waitingBytes()
                <= settings.limits().deliveryBytes() / 2) {
            Calls calls = cursor.next(history.end());
            if (calls == null) {
                return;
            }
            intake.take(inbox, calls);
        }
    }

    /** Notes that they are durable up to here. */
    void durable(String source, Position position) {
        if (source.equals(settings.name())) {
            Outbox outbox = outboxes.of(settings.name());
            outbox.trim(position);
            committer.trimmed(outbox);
        }
    }
}
