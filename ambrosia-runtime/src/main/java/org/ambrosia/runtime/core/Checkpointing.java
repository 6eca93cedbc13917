package org.ambrosia.runtime.core;

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
    private final LogHistory history;
    private long segment;
    private long logged;
    private boolean running;
    private boolean storing;
    private boolean requested;
    /** Whether the one that runs was requested. */
    private boolean answersRequest;

    private Newest newest;
    private Newest taken;
    private CheckpointStatus status = CheckpointStatus.NONE;
    private long takenMillis;

    private long boundarySegment;
    private long boundarySequence;
    private List<InboxPosition> boundaryInboxes = List.of();

    Checkpointing(
            CoreSettings settings,
            Effects effects,
            Inboxes inboxes,
            Outboxes outboxes,
            BindingSession session,
            LogHistory history) {
        this.settings = settings;
        this.effects = effects;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
        this.session = session;
        this.history = history;
    }

    /**
     * A checkpoint that is stored.
     *
     * @param epoch the epoch in which the record before it was written; 0 if there is none
     * @param nextSequence the sequence id of the first record behind it
     * @param made how many replayable calls had been made to each destination
     */
    record Newest(long epoch, long nextSequence, Map<String, Long> made) {
        /** As the coordinator's part of the checkpoint says. */
        static Newest of(byte[] coordinator) {
            return CheckpointState.newest(coordinator);
        }

        Delivery delivery(byte[] application) {
            return new Delivery.Restore(application, epoch, nextSequence, made);
        }
    }

    /** The instance goes on from a checkpoint of that time, which belongs to the beginning of this segment. */
    void restored(long number, Newest from, long fromMillis) {
        segment = number;
        newest = from;
        status = new CheckpointStatus(fromMillis, 0);
    }

    /** What there is to say of checkpoints, if this replica takes them. */
    CheckpointStatus status() {
        return status;
    }

    /** Whether a checkpoint was taken and is being written. */
    boolean isStoring() {
        return storing;
    }

    /** Whether the one that runs is the first, before anything is logged. */
    boolean isFirst() {
        return running && newest == null;
    }

    /** The application, which may have been asked, is gone. */
    void abandoned() {
        if (running && !storing && newest != null) {
            running = false;
            requested = answersRequest;
            logged = Math.max(logged, settings.checkpointBytes() / 2);
        }
    }

    /** How many bytes were logged, or replayed, behind the last checkpoint that was begun. */
    long loggedBytes() {
        return logged;
    }

    /** The number of the open segment, with which the newest checkpoint begins, or a newer one than that. */
    long segment() {
        return segment;
    }

    /** The application, or an operator, asks for a checkpoint. */
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
        boundarySegment = 0;
        running = true;
    }

    /** The log goes on in this segment, without a checkpoint. */
    void startSegment(long number, long nextSequence) {
        segment = number;
        effects.startSegment(number, nextSequence);
    }

    /** Whether a checkpoint, or a segment for one, is to begin between the next two records. */
    boolean wantsBoundary() {
        boolean due = requested || logged >= settings.checkpointBytes();
        return due && !running && (settings.replicated() || session.isSettled());
    }

    /** Between two records: begins a checkpoint if enough was logged, or a segment for another replica to take one at its beginning. */
    void considerAt(Committer committer) {
        if (!wantsBoundary() || !committer.isBetweenRecords()) {
            return;
        }
        if (settings.replicated()) {
            startSegment(segment + 1, committer.nextSequence());
            if (requested) {
                committer.mark();
            }
            requested = false;
            logged = 0;
        } else {
            begin(committer.nextSequence(), new Delivery.TakeCheckpoint());
        }
    }

    /** As {@link #considerAt}, of one that was requested while the application was not there. */
    void considerRequest(Committer committer) {
        if (requested) {
            considerAt(committer);
        }
    }

    /** Between two records: begins a checkpoint, and asks the application for it with this. */
    void begin(long nextSequence, Delivery request) {
        startSegment(segment + 1, nextSequence);
        ask(nextSequence, request);
    }

    /** The record that is read next is in this segment: at a boundary, the replica that takes checkpoints begins one. */
    void reads(long number, long nextSequence, boolean checkpointer) {
        if (number == segment) {
            return;
        }
        segment = number;
        requested = false;
        logged = 0;
        if (checkpointer && !running && session.isSettled()) {
            ask(nextSequence, new Delivery.TakeCheckpoint());
        }
    }

    private void ask(long nextSequence, Delivery request) {
        running = true;
        answersRequest = requested;
        requested = false;
        logged = 0;
        boundarySegment = segment;
        boundarySequence = nextSequence;
        boundaryInboxes = inboxes.logged();
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
    void taken(byte[] application, byte[] initialMessage, long wallMillis) {
        checkAsked();
        storing = true;
        takenMillis = wallMillis;
        taken = new Newest(history.upTo(boundarySequence - 1).epoch(), boundarySequence, outboxes.made());
        CheckpointState state = new CheckpointState(
                initialMessage, boundarySequence, boundaryInboxes, outboxes.withoutBlank(), history, wallMillis);
        effects.storeCheckpoint(
                boundarySegment, state.encode(!outboxes.room().spill().isShared()), application);
    }

    void stored(long number) {
        if (!isAwaited(number)) {
            return;
        }
        running = false;
        storing = false;
        newest = taken;
        status = new CheckpointStatus(takenMillis, 0);
        session.confirmed(newest.made());
    }

    /** Another coordinator of this process may have begun one, whose application has gone since. */
    boolean isAwaited(long number) {
        return storing && number == boundarySegment;
    }

    /** The instance goes on with a longer log; the next try comes when half as much again was logged. */
    void failed(AmbrosiaException why) {
        running = false;
        storing = false;
        logged = Math.max(logged, settings.checkpointBytes() / 2);
        status = new CheckpointStatus(status.takenMillis(), status.failures() + 1);
        effects.warn(
                why.tag(),
                "No checkpoint could be taken"
                        + (status.failures() > 1 ? ", " + status.failures() + " times in a row" : "")
                        + "; the instance goes on with a longer log and will try again. " + why.getMessage());
    }
}
