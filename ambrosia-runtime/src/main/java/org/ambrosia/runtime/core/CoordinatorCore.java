package org.ambrosia.runtime.core;

import java.util.List;
import java.util.SortedMap;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.core.Event.Appended;
import org.ambrosia.runtime.core.Event.BindingAttached;
import org.ambrosia.runtime.core.Event.BindingCaughtUp;
import org.ambrosia.runtime.core.Event.BindingCheckpoint;
import org.ambrosia.runtime.core.Event.BindingCheckpointFailed;
import org.ambrosia.runtime.core.Event.BindingDetached;
import org.ambrosia.runtime.core.Event.BindingOutput;
import org.ambrosia.runtime.core.Event.CallerAnswered;
import org.ambrosia.runtime.core.Event.CallsMade;
import org.ambrosia.runtime.core.Event.CheckpointFailed;
import org.ambrosia.runtime.core.Event.CheckpointStored;
import org.ambrosia.runtime.core.Event.CheckpointWanted;
import org.ambrosia.runtime.core.Event.CheckpointingTaken;
import org.ambrosia.runtime.core.Event.Consumed;
import org.ambrosia.runtime.core.Event.DialFailed;
import org.ambrosia.runtime.core.Event.Elected;
import org.ambrosia.runtime.core.Event.Fed;
import org.ambrosia.runtime.core.Event.FedFrom;
import org.ambrosia.runtime.core.Event.FirstStart;
import org.ambrosia.runtime.core.Event.LinkClosed;
import org.ambrosia.runtime.core.Event.LinkOpened;
import org.ambrosia.runtime.core.Event.LinkReceived;
import org.ambrosia.runtime.core.Event.PeerForgotten;
import org.ambrosia.runtime.core.Event.PeerPublished;
import org.ambrosia.runtime.core.Event.ReplayEnded;
import org.ambrosia.runtime.core.Event.Replayed;
import org.ambrosia.runtime.core.Event.Restored;
import org.ambrosia.runtime.core.Event.Tick;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;
import org.ambrosia.runtime.protocol.Trailer;

/**
 * The deterministic coordinator of one instance: told what happened, it says what to do. It has no threads, files,
 * sockets, clocks or randomness, and one thread at a time drives it. This class only routes and keeps the order: a
 * record is delivered and confirmed after it is durable, and never before.
 */
public final class CoordinatorCore {
    private final CoreSettings settings;
    private final Effects effects;
    private final Spill spill;
    private final LogHistory history = new LogHistory();
    private final Inboxes inboxes = new Inboxes();
    private final Outboxes outboxes;
    private final Committer committer;
    private final Intake intake;
    private final Interfaces interfaces;
    private final BindingIntake binding;
    private final Peers peers;
    private final Checkpointing checkpointing;
    private final Recovery recovery;
    private final BindingSession session;
    private final Feeding feeding;
    private Outbox.Cursor selfCalls;
    private long durableThrough = -1;
    private boolean startsFirst;
    private boolean serving;
    private boolean checkpointer;

    /**
     * Makes the core of an instance that has not started yet; its first event tells how it does.
     *
     * @param effects carries out what the core wants
     * @param spill takes calls for which memory has no room
     */
    public CoordinatorCore(CoreSettings settings, Effects effects, Spill spill) {
        this.settings = settings;
        this.effects = effects;
        this.spill = spill;
        this.outboxes = new Outboxes(settings.name(), new OutboxRoom(spill, settings.limits()));
        this.committer = new Committer(settings, effects);
        this.intake = new Intake(settings, committer);
        this.session = new BindingSession(effects);
        this.interfaces = new Interfaces(settings, effects);
        this.peers = new Peers(settings, effects, inboxes, outboxes, intake, committer, session, history, interfaces);
        this.checkpointing = new Checkpointing(settings, effects, inboxes, outboxes, session, history);
        this.binding = new BindingIntake(settings, committer, outboxes, checkpointing, interfaces);
        this.recovery = new Recovery(settings, inboxes, outboxes, committer, history);
        this.feeding = new Feeding(settings, effects, session, checkpointing, inboxes, outboxes, committer, history);
    }

    /**
     * Takes in what happened.
     *
     * @param nowNanos a time that never goes back
     * @param wallMillis the wall clock, for people to read in the log
     * @throws org.ambrosia.runtime.api.AmbrosiaException if the instance can't go on; it must be ended
     */
    public void on(Event event, long nowNanos, long wallMillis) {
        if (event instanceof LinkReceived received) {
            peers.received(received, nowNanos, wallMillis);
        } else if (event instanceof Appended appended) {
            appended(appended, nowNanos);
        } else if (event instanceof CallsMade made) {
            fromBinding(() -> binding.takeOwn(made.calls()));
            takeSelfCalls();
            peers.pumpTouched(nowNanos);
        } else if (event instanceof BindingOutput output) {
            fromBinding(() -> binding.take(output.bytes(), output.offset(), output.length()));
            takeSelfCalls();
            binding.attachedTo().forEach(peer -> peers.attach(peer, nowNanos));
            interfaces.fresh().forEach(call -> peers.tellInterface(call, nowNanos));
            checkpointing.considerAt(committer);
            peers.pumpTouched(nowNanos);
        } else if (event instanceof Consumed consumed) {
            session.consumed(consumed.bytes());
            takeSelfCalls();
        } else if (event instanceof Fed fed) {
            feeding.fed(fed, durableThrough);
        } else if (event instanceof Replayed replayed) {
            replayed(replayed);
        } else if (event instanceof Tick) {
            if (serving) {
                peers.tick(nowNanos);
                checkpointing.considerRequest(committer);
            }
        } else if (event instanceof LinkOpened opened) {
            peers.opened(opened, nowNanos);
        } else if (event instanceof LinkClosed closed) {
            peers.closed(closed.link(), nowNanos);
        } else if (event instanceof PeerPublished published) {
            peers.published(published.peer(), nowNanos);
        } else if (event instanceof DialFailed failed) {
            peers.dialFailed(failed.peer(), nowNanos);
        } else {
            lifecycle(event, nowNanos, wallMillis);
        }
        if (serving) {
            peers.reading(hasRoom(), nowNanos);
        }
        committer.commit(wallMillis, checkpointing.wantsBoundary() || session.wantsBoundary());
    }

    /** What the core is doing. */
    public CoreStatus status() {
        return new CoreStatus(
                serving,
                session.stateName(),
                durableThrough,
                session.recordsBehind(durableThrough),
                session.undelivered(),
                session.executedMillis(),
                peers.status(),
                inboxes.callers(),
                checkpoints());
    }

    /** The checkpoints that this replica takes; nothing is known of another's. */
    public CheckpointStatus checkpoints() {
        return settings.replicated() && !checkpointer ? CheckpointStatus.NONE : checkpointing.status();
    }

    /** The peers to which no link can be since one of the two refuses it, and why; the map does not change any more. */
    public SortedMap<String, ErrorTag> refusedPeers() {
        return peers.refused();
    }

    /** Whether it is the primary's, and has come to the end of the log. */
    public boolean isServing() {
        return serving;
    }

    /** How much the core holds at the moment. */
    public Held held() {
        return new Held(
                committer.waitingBytes(),
                session.undelivered(),
                outboxes.room().usedBytes(),
                outboxes.areEmpty(),
                outboxes.callers().size());
    }

    /**
     * How much a core holds.
     *
     * @param waitingBytes messages that are not durable yet
     * @param undeliveredBytes messages that the application has not executed yet
     * @param outboxBytes the memory of all outboxes
     * @param outboxesEmpty whether every call is known to be durable at its destination
     * @param callers for how many outside callers there is an outbox
     */
    public record Held(
            long waitingBytes, long undeliveredBytes, long outboxBytes, boolean outboxesEmpty, int callers) {}

    /** Whether the application is near enough behind that more of the log should be read for it. */
    public boolean wantsReplay() {
        return session.undelivered() <= settings.limits().deliveryBytes();
    }

    /** Whether the next record should be read from the log for an application that came while the instance served. */
    public boolean wantsFed() {
        return session.wantsRecords(durableThrough, settings.limits().deliveryBytes());
    }

    /** Whether the feed of this session is still wanted. */
    public boolean isFeeding(int number) {
        return session.isFeeding(number);
    }

    /** Whether the application is there and has been given everything that is durable. */
    public boolean isApplicationLive() {
        return session.isLive();
    }

    /** The sequence id of the last record that is durable; -1 if none is. */
    public long durableThrough() {
        return durableThrough;
    }

    /** The sequence id of the record that will hold the last of what is to be logged so far. */
    public long loggingThrough() {
        return committer.loggingThrough();
    }

    /** As an outside caller: says to every instance that it will not come back. */
    void farewell(long nowNanos) {
        peers.farewell(nowNanos);
    }

    /** How many bytes were logged, or replayed, behind the last checkpoint that was begun. */
    public long loggedBytes() {
        return checkpointing.loggedBytes();
    }

    /** The number of the open segment. A checkpoint that is asked for now has a higher one. */
    public long segment() {
        return checkpointing.segment();
    }

    /** How many replayable calls to this peer are known to be durable there. */
    long confirmedBy(String peer) {
        return outboxes.of(peer).trimmed();
    }

    private boolean hasRoom() {
        return inwardsBytes() <= settings.limits().deliveryBytes();
    }

    /** Whether nothing goes on but that a record is being appended: what was logged before is executed, and nothing waits to be logged. */
    public boolean isOnlyAppending() {
        return committer.isAppendingLast() && session.undelivered() == 0;
    }

    /** How many bytes wait to be logged or executed. */
    private long inwardsBytes() {
        return session.undelivered() + committer.waitingBytes();
    }

    private void lifecycle(Event event, long nowNanos, long wallMillis) {
        if (event instanceof Elected elected) {
            committer.epoch(elected.epoch());
        } else if (event instanceof CheckpointingTaken) {
            checkpointer = true;
        } else if (event instanceof CheckpointWanted) {
            wantCheckpoint();
        } else if (event instanceof FirstStart) {
            spill.retain(List.of());
            checkpointing.first();
            startsFirst = true;
            if (!session.isAbsent()) {
                session.startFirst();
            }
        } else if (event instanceof Restored restored) {
            long takenMillis = recovery.restore(restored.coordinator());
            durableThrough = committer.nextSequence() - 1;
            Checkpointing.Newest newest =
                    new Checkpointing.Newest(history.end().epoch(), committer.nextSequence(), outboxes.made());
            checkpointing.restored(restored.segment(), newest, takenMillis);
            feeding.restored(newest, restored.application());
        } else if (event instanceof ReplayEnded ended) {
            recovery.replayEnded();
            checkpointing.startSegment(ended.nextSegment(), committer.nextSequence());
            session.recovered();
            serve(nowNanos);
            session.becomePrimary(checkpointing, committer);
        } else if (event instanceof BindingAttached attached) {
            checkpointing.abandoned();
            session.attach(attached.attachment());
            if (session.isPlain() && inboxes.callers() > 0) {
                session.detach();
                effects.refuseBinding(new ProtocolException(
                        ErrorTag.BindingRefused,
                        "The instance has outside callers, of which a binding of the published protocol does not know (instance="
                                + settings.name() + "). Use ours, or wait until they are forgotten (callerTimeout)."));
            }
        } else if (event instanceof BindingDetached) {
            checkpointing.abandoned();
            session.detach();
        } else if (event instanceof FedFrom from) {
            feeding.from(from, durableThrough);
            takeSelfCalls();
            peers.pump(nowNanos);
        } else if (event instanceof BindingCaughtUp) {
            if (session.isCaughtUp()) {
                peers.replayDone(nowNanos);
            }
        } else if (event instanceof PeerForgotten forgotten) {
            if (serving) {
                peers.forget(forgotten.peer(), nowNanos);
            }
        } else if (event instanceof BindingCheckpoint checkpoint) {
            fromBinding(() -> checkpointTaken(checkpoint.application(), nowNanos, wallMillis));
        } else if (event instanceof CallerAnswered answered) {
            binding.answered(answered.caller());
        } else if (event instanceof BindingCheckpointFailed failed) {
            fromBinding(() -> {
                checkpointing.checkAsked();
                checkpointNotTaken(failed.why());
            });
        } else if (event instanceof CheckpointStored stored) {
            checkpointing.stored(stored.number());
            if (startsFirst) {
                startsFirst = false;
                checkpointing.startSegment(0, 0);
                committer.addInitialMessage(initialMessage());
                serve(nowNanos);
            } else {
                // Meanwhile enough may have been logged for the next, and nothing more need come.
                checkpointing.considerAt(committer);
            }
        } else if (event instanceof CheckpointFailed failed && checkpointing.isAwaited(failed.number())) {
            firstCheckpointMustNotFail(failed.why());
            checkpointing.failed(failed.why());
        }
        feeding.beginIfPossible(serving, startsFirst);
    }

    private void wantCheckpoint() {
        if (serving) {
            checkpointing.request();
            checkpointing.considerAt(committer);
        }
    }

    private void firstCheckpointMustNotFail(AmbrosiaException why) {
        if (startsFirst) {
            throw why;
        }
    }

    private void checkpointNotTaken(AmbrosiaException why) {
        if (!startsFirst) {
            checkpointing.failed(why);
            session.answered();
        } else if (session.attachment() instanceof Attachment.Local) {
            throw why;
        } else {
            session.detach();
            effects.refuseBinding(why);
        }
    }

    private void checkpointTaken(byte[] application, long nowNanos, long wallMillis) {
        checkpointing.checkAsked();
        if (session.attachment() instanceof Attachment.Plain && committer.epoch() > 0) {
            peers.replayDone(nowNanos);
        }
        checkpointing.taken(application, startsFirst ? initialMessage() : new byte[0], wallMillis);
        session.answered();
    }

    /** What an application in another process says may be wrong, which ends its connection and not the coordinator. */
    private void fromBinding(Runnable action) {
        if (session.isAbsent()) {
            return;
        }
        try {
            action.run();
        } catch (ProtocolException | InvalidConfigurationException wrong) {
            if (session.attachment() instanceof Attachment.Local) {
                throw wrong;
            }
            checkpointing.abandoned();
            session.detach();
            effects.refuseBinding(wrong);
        }
    }

    private void replayed(Replayed replayed) {
        LoggedRecord record = replayed.record();
        checkpointing.reads(replayed.segment(), committer.nextSequence(), checkpointer);
        recovery.replay(record);
        durableThrough = record.sequence();
        checkpointing.logged(replayed.storedBytes());
        feeding.replayed(durableThrough);
        if (session.isLive()) {
            Trailer trailer = record.trailer();
            session.messages(record, trailer);
            session.confirmed(trailer);
        }
    }

    private byte[] initialMessage() {
        if (binding.initialMessage() == null) {
            throw new ProtocolException(
                    ErrorTag.MalformedMessage,
                    "The application sent its first checkpoint before its initial message; it must be the other way round.");
        }
        return binding.initialMessage();
    }

    private void serve(long nowNanos) {
        serving = true;
        history.reign(committer.epoch(), committer.nextSequence());
        committer.open();
        Inbox self = inboxes.of(settings.name());
        self.met(settings.incarnation(), committer.epoch());
        Outbox outbox = outboxes.of(settings.name());
        outbox.trim(self.taken());
        selfCalls = outbox.cursor(self.taken());
        takeSelfCalls();
        effects.serve();
        peers.announce(nowNanos);
    }

    private void appended(Appended appended, long nowNanos) {
        LoggedRecord record = committer.appended(appended.sequence());
        Trailer trailer = record.trailer();
        durableThrough = record.sequence();
        history.durable(durableThrough);
        if (session.isLive()) {
            session.messages(record, trailer);
            session.confirmed(trailer);
        }
        takeSelfCalls();
        for (var moved : trailer.moved()) {
            if (moved.source().equals(settings.name())) {
                trimSelf(moved.position());
            }
        }
        peers.durable(trailer.moved(), nowNanos);
        checkpointing.logged(appended.storedBytes());
        session.becomePrimary(checkpointing, committer);
        checkpointing.considerAt(committer);
    }

    private void trimSelf(Position durable) {
        Outbox outbox = outboxes.of(settings.name());
        outbox.trim(durable);
        committer.trimmed(outbox);
    }

    /** Calls to oneself take the same way as others, only without a link; they may take half of the room, so that links are read. */
    private void takeSelfCalls() {
        if (selfCalls == null) {
            return;
        }
        Inbox self = inboxes.of(settings.name());
        while (inwardsBytes() <= settings.limits().deliveryBytes() / 2) {
            Calls calls = selfCalls.next(history.end());
            if (calls == null) {
                return;
            }
            intake.take(self, calls);
        }
    }
}
