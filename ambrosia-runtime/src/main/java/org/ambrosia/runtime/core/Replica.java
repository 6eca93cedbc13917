package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.protocol.Attachment;

/**
 * One replica of an instance: its role, and the {@linkplain CoordinatorCore coordinator} that
 * replays the log in it and, in the primary, goes on with it.
 *
 * <pre>
 *                       claimed
 *   STANDBY ───────────────────────────▶ PRIMARY ──▶ ended, when another one claims the log
 *      │ no checkpointer for a while
 *      └──────────────────────────────▶ CHECKPOINTER, for ever
 * </pre>
 *
 * <p>A secondary follows the log only while its application is there: the coordinator begins with
 * the newest checkpoint whenever an application comes, so that both are at the same place. Like the
 * coordinator it is deterministic, and driven by one thread at a time.
 */
public final class Replica {
    private final CoreSettings settings;
    private final Effects effects;
    private final LinkEffects links;
    private final Spill spill;
    private ReplicaRole role = ReplicaRole.STANDBY;
    private long epoch;
    private CoordinatorCore core;
    /** The application that is there; null if none is. */
    private Attachment attachment = new Attachment.Local();

    private int readings;
    private boolean reading;
    private boolean nothingStored;
    /**
     * Whether this process was primary when it asked for what is read now. Then no other process
     * can have stored anything since.
     */
    private boolean readsAsPrimary;

    private final Moment moment = new Moment();
    private final Handlers handlers = new Handlers();
    private boolean occupied;
    private boolean claiming;
    /** How many states the application in this process was given and has not taken on yet. */
    private int restoresDue;

    /**
     * Creates a replica that has not joined yet.
     *
     * @param effects carries out what it wants
     * @param links carries out its effects on links
     * @param spill takes calls for which memory has no room
     */
    public Replica(CoreSettings settings, Effects effects, LinkEffects links, Spill spill) {
        this.settings = settings;
        this.effects = effects;
        this.links = links;
        this.spill = spill;
    }

    /**
     * Returns the sequence id of the first record after a checkpoint, given the coordinator's part
     * of the checkpoint.
     */
    public static long nextSequence(byte[] coordinator) {
        return CheckpointState.newest(coordinator).nextSequence();
    }

    /** Returns the role of this replica. */
    public ReplicaRole role() {
        return role;
    }

    /**
     * The coordinator; null while there is nothing for it to do. It may be another one after each
     * event.
     */
    public CoordinatorCore core() {
        return core;
    }

    /** Returns whether it is being decided whether this replica becomes primary. */
    public boolean isClaiming() {
        return claiming;
    }

    /**
     * Returns whether the next record should be read from the log. While the log is being claimed,
     * it is not known whether its end is read.
     */
    public boolean wantsReplay() {
        return core != null && !claiming && !core.isServing() && core.wantsReplay();
    }

    /**
     * Handles an event, as {@link CoordinatorCore#on} does.
     *
     * @param now a time that never goes back, in nanoseconds
     * @param wall the wall clock in milliseconds, for people to read in the log
     * @throws AmbrosiaException if the instance can't go on; it must be ended
     */
    public void on(Event event, long now, long wall) {
        moment.set(now, wall);
        event.handle(handlers);
    }

    /**
     * Returns whether the event contains what the application sent. The report that it has executed
     * something does not count.
     */
    private static boolean isSaid(CoordinatorEvent event) {
        return event instanceof ApplicationEvent && !(event instanceof ApplicationEvent.Consumed);
    }

    private boolean isPrimary() {
        return epoch > 0;
    }

    private boolean isApart() {
        return attachment != null && !(attachment instanceof Attachment.Local);
    }

    /** Begins with the newest checkpoint; what is read before that comes does not count. */
    private void restore() {
        core = null;
        reading = true;
        nothingStored = false;
        readsAsPrimary = isPrimary();
        effects.restore(++readings);
    }

    private void forget() {
        core = null;
        reading = false;
        nothingStored = false;
        readings++;
    }

    private void begin() {
        reading = false;
        core = new CoordinatorCore(settings, effects, links, spill);
        if (!(attachment instanceof Attachment.Local)) {
            core.detach(moment.nanos(), moment.wallMillis());
        }
        if (isApart()) {
            core.attach(attachment, moment.nanos(), moment.wallMillis());
        }
        if (isPrimary()) {
            core.elected(epoch);
        }
        if (role == ReplicaRole.CHECKPOINTER) {
            core.takesCheckpoints();
        }
    }

    private boolean isFormerPrimary() {
        return attachment instanceof Attachment.Resuming resuming && resuming.primary();
    }

    /**
     * Refuses an application that was primary. Threads that send impulses run in it, which a
     * secondary must not do. It is kept while it may become primary again.
     */
    private void refuseFormerPrimary() {
        if (isFormerPrimary() && (occupied || role == ReplicaRole.CHECKPOINTER)) {
            attachment = null;
            effects.refuseBinding(new AmbrosiaException(
                    ErrorTag.FENCED,
                    "Another replica of \"" + settings.name()
                            + "\" is primary now. This application was, and can't become a secondary while it runs: it ends."
                            + " Start it again."));
        }
    }

    /** Handles the events of each family. */
    private final class Handlers implements Event.Handler {
        private final Leadership leadership = new Leadership();
        private final Restoring restoring = new Restoring();
        private final Presence presence = new Presence();

        @Override
        public LeadershipEvent.Handler leadership() {
            return leadership;
        }

        @Override
        public RestoreEvent.Handler restore() {
            return restoring;
        }

        @Override
        public PresenceEvent.Handler presence() {
            return presence;
        }

        /**
         * Passes the event on to the coordinator. The results of a coordinator that is gone do not
         * count any more. What the application sends does not count until it has its new state.
         */
        @Override
        public void coordinator(CoordinatorEvent event) {
            if (restoresDue > 0 && isSaid(event)) {
                return;
            }
            if (nothingStored && event instanceof TimeEvent) {
                Replica.this.restore();
            }
            if (core != null) {
                core.on(event, moment.nanos(), moment.wallMillis());
            }
        }
    }

    /** Handles the events that state which process is the primary. */
    private final class Leadership implements LeadershipEvent.Handler {
        @Override
        public void joined(LeadershipEvent.Joined joined) {
            role = joined.role();
            epoch = joined.epoch();
            if (isPrimary() || attachment != null) {
                restore();
            }
        }

        @Override
        public void occupied(LeadershipEvent.Occupied event) {
            occupied = true;
            refuseFormerPrimary();
        }

        @Override
        public void vacant(LeadershipEvent.Vacant vacant) {
            occupied = false;
            if (role == ReplicaRole.STANDBY && !claiming) {
                claiming = true;
                effects.claim(vacant.term());
            }
        }

        @Override
        public void elected(LeadershipEvent.Elected elected) {
            claiming = false;
            role = ReplicaRole.PRIMARY;
            epoch = elected.epoch();
            if (core != null) {
                core.elected(epoch);
            } else if (!reading || nothingStored) {
                restore();
            }
        }

        @Override
        public void notElected(LeadershipEvent.NotElected notElected) {
            claiming = false;
            occupied = true;
            refuseFormerPrimary();
        }

        @Override
        public void checkpointingTaken(LeadershipEvent.CheckpointingTaken taken) {
            role = ReplicaRole.CHECKPOINTER;
            if (core != null) {
                core.takesCheckpoints();
            }
        }
    }

    /** Handles the newest checkpoint, as this replica last asked to read it. */
    private final class Restoring implements RestoreEvent.Handler {
        @Override
        public void restored(RestoreEvent.Restored restored) {
            if (reading && restored.reading() == readings) {
                begin();
                if (attachment instanceof Attachment.Local) {
                    restoresDue++;
                }
                core.restored(restored, moment.nanos(), moment.wallMillis());
            }
        }

        /** Begins only in the primary, which takes the first checkpoint; the others wait for it. */
        @Override
        public void nothingStored(RestoreEvent.NothingStored nothing) {
            if (!reading || nothing.reading() != readings) {
                return;
            }
            if (isPrimary() && !readsAsPrimary) {
                // It became primary meanwhile. The primary before it may have stored something
                // since this process looked.
                restore();
            } else if (isPrimary()) {
                begin();
                core.startFirst(moment.nanos(), moment.wallMillis());
            } else {
                nothingStored = true;
            }
        }

        /**
         * Cuts off an application in another process, which comes again: what it has received does
         * not fit what comes next.
         */
        @Override
        public void fellBehind(RestoreEvent.FellBehind behind) {
            if (core == null || behind.reading() != readings) {
                return;
            }
            boolean apart = isApart();
            if (apart) {
                attachment = null;
                effects.cutBinding();
            }
            if (isPrimary() || !apart) {
                restore();
            } else {
                forget();
            }
        }
    }

    /** Handles the coming and going of the application. */
    private final class Presence implements PresenceEvent.Handler {
        @Override
        public void attached(PresenceEvent.Attached attached) {
            attachment = attached.attachment();
            if (isFormerPrimary() && !isPrimary()) {
                refuseFormerPrimary();
            } else if (!isPrimary()) {
                restore();
            } else if (core != null) {
                core.attach(attachment, moment.nanos(), moment.wallMillis());
            }
        }

        @Override
        public void detached(PresenceEvent.Detached detached) {
            attachment = null;
            if (!isPrimary()) {
                forget();
            } else if (core != null) {
                core.detach(moment.nanos(), moment.wallMillis());
            }
        }

        @Override
        public void restored(PresenceEvent.Restored restored) {
            restoresDue--;
        }
    }
}
