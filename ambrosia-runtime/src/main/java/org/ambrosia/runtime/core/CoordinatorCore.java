package org.ambrosia.runtime.core;

import java.util.List;
import java.util.SortedMap;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.Trailer;

/**
 * The deterministic coordinator of one instance: it receives events, and asks for effects. It has
 * no threads, files, sockets, clocks or randomness, and one thread at a time drives it. This class
 * only routes and keeps the order: a record is delivered and confirmed after it is durable, and
 * never before.
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
    private final Peers peers;
    private final Checkpointing checkpointing;
    private final Recovery recovery;
    private final BindingSession session;
    private final Feeding feeding;
    private final SelfCalls selfCalls;
    private final ApplicationHandler application;
    private final Handlers handlers = new Handlers();
    private final Moment moment = new Moment();
    private long durableThrough = -1;
    private boolean serving;
    private boolean checkpointer;

    /**
     * Creates the core of an instance that has not started yet; its first event determines how it
     * starts.
     *
     * @param effects carries out what the core wants
     * @param links carries out its effects on links
     * @param spill takes calls for which memory has no room
     */
    public CoordinatorCore(CoreSettings settings, Effects effects, LinkEffects links, Spill spill) {
        this.settings = settings;
        this.effects = effects;
        this.spill = spill;
        this.outboxes = new Outboxes(settings.name(), new OutboxRoom(spill, settings.limits()));
        this.committer = new Committer(settings, effects);
        this.intake = new Intake(settings, committer);
        this.session = new BindingSession(effects);
        this.interfaces = new Interfaces(settings, effects);
        this.peers =
                new Peers(settings, effects, links, inboxes, outboxes, intake, committer, session, history, interfaces);
        this.checkpointing = new Checkpointing(settings, effects, inboxes, outboxes, session, history);
        BindingIntake binding = new BindingIntake(settings, committer, outboxes, checkpointing, interfaces);
        this.recovery = new Recovery(settings, inboxes, outboxes, committer, history);
        this.feeding = new Feeding(settings, effects, session, checkpointing, inboxes, outboxes, committer, history);
        this.selfCalls = new SelfCalls(settings, inboxes, outboxes, intake, committer, history);
        this.application = new ApplicationHandler(
                effects, moment, session, binding, interfaces, checkpointing, committer, peers, selfCalls);
    }

    /**
     * Handles an event.
     *
     * @param now a time that never goes back, in nanoseconds
     * @param wall the wall clock in milliseconds, for people to read in the log
     * @throws org.ambrosia.runtime.api.AmbrosiaException if the instance can't go on; it must be
     *     ended
     */
    public void on(CoordinatorEvent event, long now, long wall) {
        moment.set(now, wall);
        event.handle(handlers);
        end();
    }

    /** Does what may have become possible, whatever happened. */
    private void end() {
        feeding.beginIfPossible(serving);
        if (serving) {
            peers.reading(inwardsBytes() <= settings.limits().deliveryBytes(), moment.nanos());
        }
        committer.commit(moment.wallMillis(), checkpointing.wantsBoundary() || session.wantsBoundary());
    }

    /**
     * Notes that this process is the primary, in this epoch. It serves when it has replayed the
     * log, or has begun it.
     */
    public void elected(long epoch) {
        committer.epoch(epoch);
    }

    /** Notes that this replica takes the checkpoints. */
    public void takesCheckpoints() {
        checkpointer = true;
    }

    /**
     * Starts the instance for the first time: the log is empty, and this process, which is the
     * primary, begins it.
     */
    public void startFirst(long now, long wall) {
        moment.set(now, wall);
        spill.retain(List.of());
        checkpointing.first();
        if (!session.isAbsent()) {
            session.startFirst();
        }
        end();
    }

    /** Goes on from this checkpoint, which comes before all records. */
    public void restored(RestoreEvent.Restored restored, long now, long wall) {
        moment.set(now, wall);
        long takenMillis = recovery.restore(restored.coordinator());
        durableThrough = committer.nextSequence() - 1;
        Checkpointing.Newest newest =
                new Checkpointing.Newest(history.end().epoch(), committer.nextSequence(), outboxes.made());
        checkpointing.restored(restored.segment(), newest, takenMillis);
        feeding.restored(newest, restored.application());
        end();
    }

    /** Notes that an application in another process has come; one that was there before is gone. */
    public void attach(Attachment attachment, long now, long wall) {
        moment.set(now, wall);
        checkpointing.abandoned();
        session.attach(attachment);
        if (session.isPlain() && inboxes.callers() > 0) {
            session.detach();
            effects.refuseBinding(new MalformedDataException(
                    ErrorTag.BINDING_REFUSED,
                    "The instance has clients, and a binding of the published protocol does not know of such (instance="
                            + settings.name() + "). Use ours, or wait until they are forgotten (clientTimeout)."));
        }
        end();
    }

    /**
     * Notes that the application is gone, or that it is in another process and has not come yet.
     */
    public void detach(long now, long wall) {
        moment.set(now, wall);
        checkpointing.abandoned();
        session.detach();
        end();
    }

    /** Returns what the core is doing. */
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

    /**
     * Returns the status of the checkpoints that this replica takes. Of another replica's
     * checkpoints, nothing is known.
     */
    public CheckpointStatus checkpoints() {
        return settings.replicated() && !checkpointer ? CheckpointStatus.NONE : checkpointing.status();
    }

    /**
     * Returns the peers to which no link is possible because one of the two refuses it, and the
     * reasons. The map does not change any more.
     */
    public SortedMap<String, ErrorTag> refusedPeers() {
        return peers.refused();
    }

    /** Returns whether it is the primary's, and has come to the end of the log. */
    public boolean isServing() {
        return serving;
    }

    /** Returns how much the core holds at the moment. */
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
     * @param callers for how many clients there is an outbox
     */
    public record Held(
            long waitingBytes, long undeliveredBytes, long outboxBytes, boolean outboxesEmpty, int callers) {}

    /**
     * Returns whether the application lags so little that more of the log should be read for it.
     */
    public boolean wantsReplay() {
        return session.undelivered() <= settings.limits().deliveryBytes();
    }

    /**
     * Returns whether the next record should be read from the log for an application that came
     * while the instance served.
     */
    public boolean wantsFed() {
        return session.wantsRecords(durableThrough, settings.limits().deliveryBytes());
    }

    /** Returns whether the feed of this session is still wanted. */
    public boolean isFeeding(int number) {
        return session.isFeeding(number);
    }

    /** Returns whether the application is there and has been given everything that is durable. */
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

    /** As a client: notifies every instance that it will not come back. */
    void farewell(long nowNanos) {
        peers.farewell(nowNanos);
    }

    /**
     * Returns how many bytes were logged, or replayed, after the last checkpoint that was begun.
     */
    public long loggedBytes() {
        return checkpointing.loggedBytes();
    }

    /** The number of the open segment. A checkpoint that is asked for now has a higher one. */
    public long segment() {
        return checkpointing.segment();
    }

    /** Returns how many replayable calls to this peer are known to be durable there. */
    long confirmedBy(String peer) {
        return outboxes.of(peer).trimmed();
    }

    /**
     * Returns whether nothing happens except that a record is being appended: what was logged
     * before is executed, and nothing waits to be logged.
     */
    public boolean isOnlyAppending() {
        return committer.isAppendingLast() && session.undelivered() == 0;
    }

    /** Returns how many bytes wait to be logged or executed. */
    private long inwardsBytes() {
        return session.undelivered() + committer.waitingBytes();
    }

    private void serve() {
        serving = true;
        history.reign(committer.epoch(), committer.nextSequence());
        committer.open();
        selfCalls.begin();
        selfCalls.take(session);
        effects.serve();
        peers.announce(moment.nanos());
    }

    /**
     * Fails if what this replica was to do is impossible at the moment, since going on would log or
     * execute something else.
     */
    private void check(boolean possible, CoordinatorEvent event) {
        if (!possible) {
            throw new AmbrosiaException(
                    ErrorTag.INTERNAL_ERROR,
                    "The coordinator has received " + event.getClass().getSimpleName() + " while it "
                            + (serving ? "serves" : "replays the log") + " (instance=" + settings.name()
                            + " durableThrough=" + durableThrough + "). Please report this.");
        }
    }

    /** Handles the events of each family. */
    private final class Handlers implements CoordinatorEvent.Handler {
        private final FromLog fromLog = new FromLog();
        private final FromLinks fromLinks = new FromLinks();
        private final FromOperator fromOperator = new FromOperator();

        @Override
        public LogEvent.Handler log() {
            return fromLog;
        }

        @Override
        public ApplicationEvent.Handler application() {
            return application;
        }

        @Override
        public LinkEvent.Handler links() {
            return fromLinks;
        }

        @Override
        public OperatorEvent.Handler operator() {
            return fromOperator;
        }

        @Override
        public TimeEvent.Handler time() {
            return this::tick;
        }

        private void tick(TimeEvent.Tick tick) {
            if (serving) {
                peers.tick(moment.nanos());
                checkpointing.considerRequest(committer);
            }
        }
    }

    /** Handles what is read from the log and written to it. */
    private final class FromLog implements LogEvent.Handler {
        @Override
        public void replayed(LogEvent.Replayed replayed) {
            check(!serving, replayed);
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

        @Override
        public void replayEnded(LogEvent.ReplayEnded ended) {
            check(!serving, ended);
            recovery.replayEnded();
            checkpointing.startSegment(ended.nextSegment(), committer.nextSequence());
            session.recovered();
            serve();
            session.becomePrimary(checkpointing, committer);
        }

        @Override
        public void fedFrom(LogEvent.FedFrom from) {
            feeding.from(from, durableThrough);
            selfCalls.take(session);
            peers.pump(moment.nanos());
        }

        @Override
        public void fed(LogEvent.Fed fed) {
            feeding.fed(fed, durableThrough);
        }

        @Override
        public void appendFailed(LogEvent.AppendFailed failed) {
            effects.fail(failed.why());
        }

        @Override
        public void appended(LogEvent.Appended appended) {
            check(serving, appended);
            LoggedRecord record = committer.appended(appended.sequence());
            Trailer trailer = record.trailer();
            durableThrough = record.sequence();
            history.durable(durableThrough);
            if (session.isLive()) {
                session.messages(record, trailer);
                session.confirmed(trailer);
            }
            selfCalls.take(session);
            for (var moved : trailer.moved()) {
                selfCalls.durable(moved.source(), moved.position());
            }
            peers.durable(trailer.moved(), moment.nanos());
            checkpointing.logged(appended.storedBytes());
            session.becomePrimary(checkpointing, committer);
            checkpointing.considerAt(committer);
        }

        @Override
        public void checkpointStored(LogEvent.CheckpointStored stored) {
            boolean first = checkpointing.isFirst();
            checkpointing.stored(stored.number());
            if (first) {
                checkpointing.startSegment(0, 0);
                committer.addInitialMessage(application.initialMessage());
                serve();
            } else {
                // Meanwhile enough may have been logged for the next checkpoint, and no further
                // event need come.
                checkpointing.considerAt(committer);
            }
        }

        @Override
        public void checkpointFailed(LogEvent.CheckpointFailed failed) {
            if (checkpointing.isAwaited(failed.number())) {
                if (checkpointing.isFirst()) {
                    throw failed.why();
                }
                checkpointing.failed(failed.why());
            }
        }
    }

    /** Handles what peers do. */
    private final class FromLinks implements LinkEvent.Handler {
        @Override
        public void opened(LinkEvent.Opened opened) {
            peers.opened(opened, moment.nanos());
        }

        @Override
        public void received(LinkEvent.Received received) {
            peers.received(received, moment.nanos(), moment.wallMillis());
        }

        @Override
        public void closed(LinkEvent.Closed closed) {
            peers.closed(closed.link(), moment.nanos());
        }

        @Override
        public void dialFailed(LinkEvent.DialFailed failed) {
            peers.dialFailed(failed.peer(), moment.nanos());
        }

        @Override
        public void peerPublished(LinkEvent.PeerPublished published) {
            peers.published(published.peer(), moment.nanos());
        }
    }

    /** Handles what only a serving instance takes. */
    private final class FromOperator implements OperatorEvent.Handler {
        @Override
        public void checkpointWanted(OperatorEvent.CheckpointWanted wanted) {
            if (serving) {
                checkpointing.request();
                checkpointing.considerAt(committer);
            }
        }

        @Override
        public void peerForgotten(OperatorEvent.PeerForgotten forgotten) {
            if (serving) {
                peers.forget(forgotten.peer(), moment.nanos());
            }
        }
    }
}
