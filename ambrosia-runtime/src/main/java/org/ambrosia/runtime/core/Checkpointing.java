package org.ambrosia.runtime.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.protocol.Delivery;
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
    private final BindingSession session;
    private long segment;
    private long logged;
    private boolean running;
    private boolean storing;
    private boolean requested;
    private Newest newest;
    /** Taken since then. A storing that has failed may have published the checkpoint nevertheless. */
    private final List<Newest> taken = new ArrayList<>();

    private long boundarySequence;
    private List<InboxPosition> boundaryInboxes = List.of();

    Checkpointing(CoreSettings settings, Effects effects, Inboxes inboxes, Outboxes outboxes, BindingSession session) {
        this.settings = settings;
        this.effects = effects;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
        this.session = session;
    }

    /**
     * A checkpoint that is stored.
     *
     * @param nextSequence the sequence id of the first record behind it
     * @param made how many replayable calls had been made to each destination
     */
    record Newest(long nextSequence, Map<String, Long> made) {
        Delivery delivery(byte[] application) {
            return new Delivery.Restore(application, nextSequence, made);
        }
    }

    /** The newest checkpoint that is stored; null before the first. */
    Newest newest() {
        return newest;
    }

    /** The checkpoint of this instance that begins with this record, which is the newest that was found; null if none does. */
    Newest found(long nextSequence) {
        for (Newest each : taken) {
            if (each.nextSequence() == nextSequence) {
                newest = each;
            }
        }
        return newest.nextSequence() == nextSequence ? newest : null;
    }

    /** The instance goes on from a checkpoint; the outboxes are as they were then. */
    void restored(long nextSequence) {
        newest = new Newest(nextSequence, outboxes.made());
    }

    /** Whether a checkpoint was taken and is being written. */
    boolean isStoring() {
        return storing;
    }

    /** The application, which may have been asked, is gone. */
    void abandoned() {
        if (running && !storing && newest != null) {
            running = false;
            requested = false;
            logged = Math.max(logged, settings.checkpointBytes() / 2);
        }
    }

    /** The application asks for a checkpoint. */
    void request() {
        requested = true;
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
    void considerAt(Committer committer) {
        boolean due = requested || logged >= settings.checkpointBytes();
        if (due && !running && session.isSettled() && committer.isBetweenRecords()) {
            begin(committer.nextSequence(), new Delivery.TakeCheckpoint());
        }
    }

    /** Between two records: begins a checkpoint, and asks the application for it with this. */
    void begin(long nextSequence, Delivery request) {
        running = true;
        requested = false;
        logged = 0;
        boundarySequence = nextSequence;
        boundaryInboxes = inboxes.logged();
        startSegment(segment + 1, nextSequence);
        session.ask(request);
    }

    /** The application sends a checkpoint: it must have been asked for one. */
    void checkAsked() {
        if (!running || storing) {
            throw new ProtocolException(
                    ErrorTag.MalformedMessage,
                    "The application sent a checkpoint for which it was not asked (instance=" + settings.name()
                            + "). A binding asks for one by TakeCheckpoint, and answers when it is told to.");
        }
    }

    /** The application's state arrived: everything it sent before is in the outboxes, and nothing that it sends after. */
    void taken(byte[] application, byte[] initialMessage) {
        checkAsked();
        storing = true;
        taken.add(new Newest(boundarySequence, outboxes.made()));
        CheckpointState state =
                new CheckpointState(initialMessage, boundarySequence, boundaryInboxes, List.copyOf(outboxes.all()));
        effects.storeCheckpoint(segment, state.encode(), application);
    }

    void stored() {
        running = false;
        storing = false;
        newest = taken.get(taken.size() - 1);
        taken.clear();
        session.confirmed(newest.made());
    }

    /** The instance goes on with a longer log; the next try comes when half as much again was logged. */
    void failed(AmbrosiaException why) {
        running = false;
        storing = false;
        logged = Math.max(logged, settings.checkpointBytes() / 2);
        effects.warn(
                why.tag(),
                "No checkpoint could be taken; the instance goes on with a longer log and will try again. "
                        + why.getMessage());
    }
}
