package org.ambrosia.runtime.core;

import java.util.Map;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.Trailer;

/**
 * Gives the log to an application that comes while the instance serves: all of it, or what it has
 * not received in its life.
 */
final class Feeding {
    private final CoreSettings settings;
    private final Effects effects;
    private final BindingSession session;
    private final Checkpointing checkpointing;
    private final Inboxes inboxes;
    private final Outboxes outboxes;
    private final Committer committer;
    private final LogHistory history;
    /** The checkpoint from which the log is replayed, or was. */
    private Checkpointing.Newest replayedFrom;

    Feeding(
            CoreSettings settings,
            Effects effects,
            BindingSession session,
            Checkpointing checkpointing,
            Inboxes inboxes,
            Outboxes outboxes,
            Committer committer,
            LogHistory history) {
        this.settings = settings;
        this.effects = effects;
        this.session = session;
        this.checkpointing = checkpointing;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
        this.committer = committer;
        this.history = history;
    }

    /** Gives an application that came its state and the log, once no checkpoint is being stored. */
    void beginIfPossible(boolean serving) {
        if (!session.isWaiting() || checkpointing.isStoring()) {
            return;
        }
        if (serving) {
            session.feed();
        } else if (checkpointing.isFirst() && session.attachment() instanceof Attachment.Resuming) {
            session.detach();
            effects.refuseBinding(lostPlace("its log is empty"));
        } else if (checkpointing.isFirst()) {
            session.startFirst();
        }
    }

    /** Begins the feed, since the newest checkpoint was read. */
    void from(LogEvent.FedFrom from, long durableThrough) {
        if (!session.isFeeding(from.session())) {
            return;
        }
        Checkpointing.Newest newest = Checkpointing.Newest.of(from.coordinator());
        if (settings.replicated()) {
            outboxes.learn(
                    CheckpointState.decode(from.coordinator(), outboxes.room()).outboxes());
        }
        Delivery first = newest.delivery(from.application());
        if (session.attachment() instanceof Attachment.Resuming resuming) {
            String wrong = whyNotResumed(resuming, newest, durableThrough);
            if (wrong != null) {
                session.detach();
                effects.refuseBinding(lostPlace(wrong));
                return;
            }
            goesOnFrom(resuming.made());
            first = new Delivery.Resume();
        } else {
            goesOnFrom(newest.made());
        }
        session.feedFrom(newest.nextSequence() - 1, first);
        liveIfFed(durableThrough);
    }

    /**
     * Goes on from this checkpoint. An application that is there is given everything from there on.
     * An application with state in memory goes on with that state, if it can, as soon as the replay
     * has come to its place.
     */
    void restored(Checkpointing.Newest newest, byte[] application) {
        if (session.isAbsent()) {
            return;
        }
        if (session.attachment() instanceof Attachment.Resuming resuming) {
            boolean reaches = resuming.incarnation() == settings.incarnation()
                    && resuming.lastSequence() >= newest.nextSequence() - 1;
            if (reaches || resuming.primary()) {
                replayedFrom = newest;
                replayed(newest.nextSequence() - 1);
                return;
            }
        }
        session.live();
        effects.deliver(newest.delivery(application));
    }

    /** Notes that the replay has come to this record. An application whose place it is goes on. */
    void replayed(long sequence) {
        boolean waits = session.isWaiting() && replayedFrom != null;
        if (!waits || !(session.attachment() instanceof Attachment.Resuming resuming)) {
            return;
        }
        if (sequence < resuming.lastSequence() && !isApart(resuming.last())) {
            return;
        }
        String wrong = whyNotResumed(resuming, replayedFrom, sequence);
        if (wrong != null) {
            session.detach();
            effects.refuseBinding(lostPlace(wrong));
            return;
        }
        goesOnFrom(resuming.made());
        session.liveBehind(resuming.lastSequence());
        effects.deliver(new Delivery.Resume());
    }

    /**
     * Notes that the application makes calls again after these numbers. It has answered everything
     * to clients that are gone and that it does not count any more. It will not report this
     * again.
     */
    private void goesOnFrom(Map<String, Long> made) {
        outboxes.madeAgainFrom(made);
        for (String caller : outboxes.callers()) {
            if (inboxes.known(caller) == null && !made.containsKey(caller)) {
                outboxes.forget(caller);
            }
        }
    }

    private String whyNotResumed(Attachment.Resuming resuming, Checkpointing.Newest newest, long durableThrough) {
        if (resuming.incarnation() != settings.incarnation()) {
            return "it comes from incarnation " + resuming.incarnation() + " of the log, this is "
                    + settings.incarnation();
        }
        LogPosition last = resuming.last();
        if (isApart(last)) {
            return "it has executed " + last + ", but the log, which is another one or was restored, has "
                    + history.upTo(last.sequence());
        }
        if (last.sequence() > durableThrough || last.sequence() < newest.nextSequence() - 1) {
            return "it has executed " + last + ", but the log begins with record " + newest.nextSequence()
                    + " and ends with " + history.end();
        }
        try {
            return outboxes.gapBefore(resuming.made(), caller -> inboxes.known(caller) != null);
        } catch (InvalidConfigurationException noName) {
            return noName.getMessage();
        }
    }

    /**
     * Returns whether the log can neither have this record nor come to it: it has another record
     * there, or a record of a later epoch before.
     */
    private boolean isApart(LogPosition last) {
        LogPosition here = history.upTo(last.sequence());
        boolean differs =
                here.sequence() == last.sequence() ? here.epoch() != last.epoch() : here.epoch() > last.epoch();
        return last.epoch() != 0 && here.epoch() != 0 && differs;
    }

    private MalformedDataException lostPlace(String why) {
        return new MalformedDataException(
                ErrorTag.BINDING_REFUSED,
                "The application can't go on with the state that it has in memory: " + why + " (instance="
                        + settings.name() + "). Start it again; it recovers from the log.");
    }

    /** Feeds the next record, which was read. */
    void fed(LogEvent.Fed fed, long durableThrough) {
        if (session.isFeeding(fed.session())) {
            if (fed.record().sequence() != session.fedThrough() + 1) {
                throw new LogException(
                        ErrorTag.LOG_CORRUPT,
                        "The log goes on with record " + fed.record().sequence() + ", expected "
                                + (session.fedThrough() + 1) + " (instance=" + settings.name() + ").");
            }
            Trailer trailer = fed.record().trailer();
            session.fed(fed.record(), trailer);
            session.confirmed(trailer);
            liveIfFed(durableThrough);
        }
    }

    private void liveIfFed(long durableThrough) {
        if (session.fedThrough() == durableThrough) {
            session.live();
            session.primaryDue();
            session.becomePrimary(checkpointing, committer);
        }
    }
}
