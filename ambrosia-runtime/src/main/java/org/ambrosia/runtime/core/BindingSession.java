package org.ambrosia.runtime.core;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Trailer;
import org.ambrosia.runtime.protocol.Trim;

/**
 * The application as its coordinator sees it: whether it is there, how much of the log it was
 * given, and how far it lags.
 *
 * <pre>
 *          attached           feed wanted          checkpoint read           all of the log given
 *  ABSENT ──────────▶ WAITING ───────────▶ STARTING ──────────────▶ FEEDING ──────────────────▶ LIVE
 *    ▲                   │                    │                        │                          │
 *    └───────────────────┴─────────────── detached ────────────────────┴──────────────────────────┘
 * </pre>
 *
 * <p>While it is fed, records are read from the log again, and none is kept in memory for it. When
 * it is live, it receives each record as soon as the record is durable. An application in its
 * coordinator's process is live from the beginning.
 */
final class BindingSession {
    private final Effects effects;
    private final ArrayDeque<Delivery> held = new ArrayDeque<>();
    private Attachment attachment = new Attachment.Local();
    private State state = State.LIVE;
    private Primacy primacy = Primacy.NONE;
    private int number;
    private boolean answering;
    private long fedThrough;
    private long executedThrough = -1;
    private final Progress progress = new Progress();

    BindingSession(Effects effects) {
        this.effects = effects;
    }

    private enum State {
        ABSENT,
        WAITING,
        STARTING,
        FEEDING,
        LIVE
    }

    /** What the application knows about being primary. */
    private enum Primacy {
        /**
         * It is not primary, or it has reported that it has executed everything that was logged
         * before.
         */
        NONE,
        /** It is to be notified that it is primary. */
        DUE,
        /** It was notified, and has not reported yet that it has come to that place. */
        TOLD
    }

    /** The number of this session: each application that comes gets the next. */
    int number() {
        return number;
    }

    Attachment attachment() {
        return attachment;
    }

    /** Returns how many bytes it was given and has not executed yet. */
    long undelivered() {
        return progress.undelivered();
    }

    /** The state in a word, for operators. */
    String stateName() {
        return (state == State.STARTING ? State.FEEDING : state).name().toLowerCase(Locale.ROOT);
    }

    /** Returns how many records are still to be read from the log for it. */
    long recordsBehind(long durableThrough) {
        return state == State.FEEDING ? durableThrough - fedThrough : 0;
    }

    boolean isAbsent() {
        return state == State.ABSENT;
    }

    /** Returns whether it speaks the published protocol and nothing else. */
    boolean isPlain() {
        return attachment instanceof Attachment.Plain;
    }

    boolean isWaiting() {
        return state == State.WAITING;
    }

    boolean isLive() {
        return state == State.LIVE;
    }

    /** Returns whether it may be asked for a checkpoint: it is primary, and owes no answer. */
    boolean isSettled() {
        return state == State.LIVE && primacy != Primacy.DUE && !answering;
    }

    /**
     * Returns whether the binding keeps calls until they are confirmed, to send them again to
     * another coordinator. Before its feed has begun, it must keep what it said it would send.
     */
    boolean keepsCalls() {
        return attachment.isAnnounced() && (state == State.LIVE || state == State.FEEDING);
    }

    boolean isFeeding(int session) {
        return (state == State.STARTING || state == State.FEEDING) && session == number;
    }

    /** Returns whether the next record should be read from the log for it. */
    boolean wantsRecords(long durableThrough, long mostUndelivered) {
        return state == State.FEEDING && fedThrough < durableThrough && progress.undelivered() <= mostUndelivered;
    }

    void attach(Attachment newAttachment) {
        detach();
        number++;
        attachment = newAttachment;
        state = State.WAITING;
    }

    void detach() {
        state = State.ABSENT;
        progress.reset();
        primacy = Primacy.NONE;
        answering = false;
        executedThrough = -1;
        held.clear();
    }

    /** Starts the application for the first time. */
    void startFirst() {
        state = State.LIVE;
        primacy = Primacy.TOLD;
        ask(new Delivery.FirstStart());
    }

    /** Asks for the feed, which starts from the newest checkpoint as soon as that was read. */
    void feed() {
        state = State.STARTING;
        effects.feed(number);
    }

    /** Begins the feed after this record. */
    void feedFrom(long sequence, Delivery first) {
        state = State.FEEDING;
        executedThrough = first instanceof Delivery.Resume && attachment instanceof Attachment.Resuming resuming
                ? resuming.lastSequence()
                : -1;
        fedThrough = sequence;
        deliver(first);
    }

    /**
     * Delivers the next record, which was read from the log. Skips a record that the application
     * has executed in this life.
     */
    void fed(LoggedRecord record, Trailer trailer) {
        fedThrough = record.sequence();
        messages(record, trailer);
    }

    long fedThrough() {
        return fedThrough;
    }

    /** Notes that the application was given every durable record. */
    void live() {
        state = State.LIVE;
    }

    /**
     * Does the same as {@link #live()}, for an application that has executed the records up to this
     * one in this life.
     */
    void liveBehind(long sequence) {
        live();
        executedThrough = sequence;
    }

    /** The last record of the log that it has executed; -1 if it came without state. */
    long executedThrough() {
        return executedThrough;
    }

    /** Notes that the application is to be notified that it is primary. */
    void primaryDue() {
        if (state == State.LIVE) {
            primacy = Primacy.DUE;
        }
    }

    /**
     * Notifies the application that its recovery is over. A plain binding is notified by a
     * checkpoint, which begins between two records.
     */
    void becomePrimary(Checkpointing checkpointing, Committer committer) {
        if (wantsBoundary()) {
            if (committer.isBetweenRecords()) {
                primacy = Primacy.NONE;
                checkpointing.begin(committer.nextSequence(), new Delivery.BecomingPrimaryCheckpoint());
            }
        } else if (primacy == Primacy.DUE && state == State.LIVE) {
            primacy = Primacy.TOLD;
            deliver(new Delivery.BecomingPrimary());
        }
    }

    /** Returns whether it waits for a place between two records. */
    boolean wantsBoundary() {
        return primacy == Primacy.DUE && state == State.LIVE && attachment instanceof Attachment.Plain;
    }

    /**
     * Handles the end of the log: an application that was given all of it is primary after that, a
     * plain binding a little later.
     */
    void recovered() {
        if (attachment instanceof Attachment.Plain) {
            primaryDue();
        } else if (state == State.LIVE) {
            primacy = Primacy.TOLD;
            deliver(new Delivery.BecomingPrimary());
        }
    }

    /**
     * Notes that the application has executed everything before the place where it became primary.
     * Returns whether this report was awaited.
     */
    boolean isCaughtUp() {
        boolean awaited = state == State.LIVE && primacy == Primacy.TOLD;
        if (awaited) {
            primacy = Primacy.NONE;
        }
        return awaited;
    }

    void messages(LoggedRecord record, Trailer trailer) {
        if (record.sequence() <= executedThrough) {
            return;
        }
        progress.given(record.bodyLength(), trailer.clockMillis());
        Delivery.Messages messages = new Delivery.Messages(
                trailer.epoch(), record.sequence(), record.bytes(), record.bodyOffset(), record.bodyLength());
        deliver(attachment instanceof Attachment.Plain ? messages.withoutSkipped() : messages);
    }

    void consumed(long bytes) {
        progress.executed(bytes);
    }

    /**
     * Returns when the record that the application has come to was logged, by the wall clock, or a
     * somewhat earlier time; 0 if it has come to none.
     */
    long executedMillis() {
        return progress.executedMillis();
    }

    /** Sends the application a request that it has to answer with a checkpoint. */
    void ask(Delivery request) {
        deliver(request);
        answering = true;
    }

    /**
     * Notes that the answer came, or that there will be none. A plain binding receives nothing
     * while it answers.
     */
    void answered() {
        answering = false;
        while (!held.isEmpty() && !answering) {
            effects.deliver(held.poll());
        }
    }

    /**
     * Confirms calls that are durable at their destinations. The record with these trims is durable
     * itself.
     */
    void confirmed(Trailer trailer) {
        if (keepsCalls() && !trailer.trims().isEmpty()) {
            Map<String, Long> calls = new TreeMap<>();
            for (Trim each : trailer.trims()) {
                calls.put(each.destination(), each.replayable());
            }
            deliver(new Delivery.Confirmed(calls));
        }
    }

    /** Confirms calls that are in a checkpoint, or durable at their destinations. */
    void confirmed(Map<String, Long> calls) {
        if (keepsCalls()) {
            deliver(new Delivery.Confirmed(calls));
        }
    }

    private void deliver(Delivery delivery) {
        if (answering && attachment instanceof Attachment.Plain) {
            held.add(delivery);
        } else {
            effects.deliver(delivery);
        }
    }
}
