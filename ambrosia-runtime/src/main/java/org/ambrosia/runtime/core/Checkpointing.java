package org.ambrosia.runtime.core;

import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.protocol.InboxPosition;

/**
 * Checkpoints: the boundary is a mark in the stream, not a pause. Between two records the log goes on in a new segment,
 * and the application is asked for its state at that place; while it answers, records are logged behind the boundary.
 */
final class Checkpointing {
    private final CoreSettings settings;
    private final Effects effects;
    private final Inboxes inboxes;
    private final Outboxes outboxes;
    private long segment;
    private long logged;
    private boolean running;
    private long boundarySequence;
    private List<InboxPosition> boundaryInboxes = List.of();

    Checkpointing(CoreSettings settings, Effects effects, Inboxes inboxes, Outboxes outboxes) {
        this.settings = settings;
        this.effects = effects;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
    }

    /** So many bytes were logged, or replayed, behind the last checkpoint. */
    void logged(int bytes) {
        logged += bytes;
    }

    /** The first checkpoint, before anything is logged. */
    void first() {
        segment = 0;
        running = true;
    }

    /** The log goes on in this segment, without a checkpoint. */
    void startSegment(long number, long nextSequence) {
        segment = number;
        effects.startSegment(number, nextSequence);
    }

    /** Between two records: begins a checkpoint if enough was logged. */
    void considerAt(long nextSequence) {
        if (running || logged < settings.checkpointBytes()) {
            return;
        }
        running = true;
        logged = 0;
        boundarySequence = nextSequence;
        boundaryInboxes = inboxes.logged();
        startSegment(segment + 1, nextSequence);
        effects.deliver(new Delivery.TakeCheckpoint());
    }

    /** The application's state arrived: everything it sent before is in the outboxes, and nothing that it sends after. */
    void taken(byte[] application, byte[] initialMessage) {
        if (!running) {
            throw new IllegalStateException("The application sent a checkpoint for which it was not asked");
        }
        CheckpointState state =
                new CheckpointState(initialMessage, boundarySequence, boundaryInboxes, List.copyOf(outboxes.all()));
        effects.storeCheckpoint(segment, state.encode(), application);
    }

    void stored() {
        running = false;
    }

    /** The instance goes on with a longer log; the next try comes when half as much again was logged. */
    void failed(AmbrosiaException why) {
        running = false;
        logged = Math.max(logged, settings.checkpointBytes() / 2);
        effects.warn(
                why.tag(),
                "No checkpoint could be taken; the instance goes on with a longer log and will try again. "
                        + why.getMessage());
    }
}
