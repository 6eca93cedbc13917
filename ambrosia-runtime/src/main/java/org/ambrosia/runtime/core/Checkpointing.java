package org.ambrosia.runtime.core;

import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.InboxPosition;

/**
 * Checkpoints: the boundary is a mark in the stream, not a pause. Between two records the log goes
 * on in a new segment, and the application is asked for its state at that place; while it answers,
 * records are logged after the boundary.
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
    /** Whether the checkpoint that runs was requested. */
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
     * @param nextSequence the sequence id of the first record after it
     * @param made how many replayable calls had been made to each destination
     */
    record Newest(long epoch, long nextSequence, Map<String, Long> made) {
        /** Reads it from the coordinator's part of the checkpoint. */
        static Newest of(byte[] coordinator) {
            return CheckpointState.newest(coordinator);
        }

        Delivery delivery(byte[] application) {
            return new Delivery.Restore(application, epoch, nextSequence, made);
        }
    }

    /**
     * Goes on from a checkpoint that was taken at that time. It belongs to the beginning of this
     * segment.
     */
    void restored(long number, Newest from, long fromMillis) {
        segment = number;
        newest = from;
        status = new CheckpointStatus(fromMillis, 0);
    }

    /** Returns the status of the checkpoints, if this replica takes them. */
    CheckpointStatus status() {
        return status;
    }

    /** Returns whether a checkpoint was taken and is being written. */
    boolean isStoring() {
        return storing;
    }

    /** Returns whether the checkpoint that runs is the first, before anything is logged. */
    boolean isFirst() {
        return running && newest == null;
    }

    /**
     * Gives up a checkpoint for which the application was asked, if there is one: the application
     * is gone.
     */
    void abandoned() {
        if (running && !storing && newest != null) {
            running = false;
            requested = answersRequest;
            logged = Math.max(logged, settings.checkpointBytes() / 2);
        }
    }

    /**
     * Returns how many bytes were logged, or replayed, after the last checkpoint that was begun.
     */
    long loggedBytes() {
        return logged;
    }

    /**
     * The number of the open segment, with which the newest checkpoint begins, or a newer one than
     * that.
     */
    long segment() {
        return segment;
    }

    /** Notes that the application, or an operator, asks for a checkpoint. */
    void request() {
        requested = true;
    }

    /** Counts that many bytes, which were logged, or replayed, after the last checkpoint. */
    void logged(int bytes) {
        logged += bytes;
    }

    /** Begins the first checkpoint, before anything is logged. */
    void first() {
        segment = 0;
        boundarySegment = 0;
        running = true;
    }

    /** Continues the log in this segment, without a checkpoint. */
    void startSegment(long number, long nextSequence) {
        segment = number;
        effects.startSegment(number, nextSequence);
    }

    /**
     * Returns whether a checkpoint, or a segment for one, is to begin between the next two records.
     */
    boolean wantsBoundary() {
        boolean due = requested || logged >= settings.checkpointBytes();
        return due && !running && (settings.replicated() || session.isSettled());
    }

    /**
     * Begins a checkpoint between two records if one is due, or a segment at whose beginning
     * another replica takes one.
     */
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

    /**
     * Does the same as {@link #considerAt}, for a checkpoint that was requested while the
     * application was not there.
     */
    void considerRequest(Committer committer) {
        if (requested) {
            considerAt(committer);
        }
    }

    /** Begins a checkpoint between two records, and sends the application this request for it. */
    void begin(long nextSequence, Delivery request) {
        startSegment(segment + 1, nextSequence);
        ask(nextSequence, request);
    }

    /**
     * Notes the segment of the record that is read next. At a boundary, the replica that takes
     * checkpoints begins one.
     */
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

    /** Checks that the application, which sends a checkpoint, was asked for one. */
    void checkAsked() {
        if (!running || storing) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "The application sent a checkpoint for which it was not asked (instance=" + settings.name()
                            + "). A binding asks for one by TakeCheckpoint, and answers when it is told to.");
        }
    }

    /**
     * Stores the application's state, which has arrived. The outboxes contain everything that it
     * sent before, and nothing that it sends afterwards.
     */
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

    /**
     * Returns whether this checkpoint is awaited. Another coordinator of this process may have
     * begun one, and the application of that may be gone since.
     */
    boolean isAwaited(long number) {
        return storing && number == boundarySegment;
    }

    /**
     * Notes that a checkpoint failed. The instance goes on with a longer log. The next try comes
     * when half as much again was logged.
     */
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
