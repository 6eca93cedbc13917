package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.Event.BindingAttached;
import org.ambrosia.runtime.core.Event.BindingCaughtUp;
import org.ambrosia.runtime.core.Event.BindingCheckpoint;
import org.ambrosia.runtime.core.Event.BindingCheckpointFailed;
import org.ambrosia.runtime.core.Event.BindingDetached;
import org.ambrosia.runtime.core.Event.BindingOutput;
import org.ambrosia.runtime.core.Event.BindingRestored;
import org.ambrosia.runtime.core.Event.CallsMade;
import org.ambrosia.runtime.core.Event.CheckpointingTaken;
import org.ambrosia.runtime.core.Event.Elected;
import org.ambrosia.runtime.core.Event.FellBehind;
import org.ambrosia.runtime.core.Event.FirstStart;
import org.ambrosia.runtime.core.Event.Joined;
import org.ambrosia.runtime.core.Event.NotElected;
import org.ambrosia.runtime.core.Event.NothingStored;
import org.ambrosia.runtime.core.Event.Occupied;
import org.ambrosia.runtime.core.Event.Restored;
import org.ambrosia.runtime.core.Event.Tick;
import org.ambrosia.runtime.core.Event.Vacant;
import org.ambrosia.runtime.protocol.Attachment;

/**
 * One replica of an instance: what it is, and the {@linkplain CoordinatorCore coordinator} that replays the log in it and, in the
 * primary, goes on with it.
 *
 * <pre>
 *                       claimed
 *   STANDBY ───────────────────────────▶ PRIMARY ──▶ ended, when another one claims the log
 *      │ no checkpointer for a while
 *      └──────────────────────────────▶ CHECKPOINTER, for ever
 * </pre>
 *
 * <p>A secondary follows the log only while its application is there: the coordinator begins with the newest checkpoint whenever one
 * comes, so that both are at the same place. Like the coordinator it is deterministic, and driven by one thread at a time.
 */
public final class Replica {
    private final CoreSettings settings;
    private final Effects effects;
    private final Spill spill;
    private ReplicaRole role = ReplicaRole.STANDBY;
    private long epoch;
    private CoordinatorCore core;
    /** The application that is there; null if none is. */
    private Attachment attachment = new Attachment.Local();

    private int readings;
    private boolean reading;
    private boolean nothingStored;
    /** Whether what is read now was asked for by the primary, so that no other process can have stored anything since. */
    private boolean readsAsPrimary;

    private boolean occupied;
    private boolean claiming;
    /** How many states the application in this process was given and has not taken on yet. */
    private int restoresDue;

    /**
     * Makes a replica that has not joined yet.
     *
     * @param effects carries out what it wants
     * @param spill takes calls for which memory has no room
     */
    public Replica(CoreSettings settings, Effects effects, Spill spill) {
        this.settings = settings;
        this.effects = effects;
        this.spill = spill;
    }

    /** The sequence id of the first record behind a checkpoint, of which this is the coordinator's part. */
    public static long nextSequence(byte[] coordinator) {
        return CheckpointState.newest(coordinator).nextSequence();
    }

    /** What it is. */
    public ReplicaRole role() {
        return role;
    }

    /** The coordinator; null while there is nothing for it to do. It may be another one after each event. */
    public CoordinatorCore core() {
        return core;
    }

    /** Whether the next record should be read from the log. While it is claimed, it is not known whether its end is read. */
    public boolean wantsReplay() {
        return core != null && !claiming && !core.isServing() && core.wantsReplay();
    }

    /**
     * Takes in what happened, as {@link CoordinatorCore#on}.
     *
     * @param nowNanos a time that never goes back
     * @param wallMillis the wall clock, for people to read in the log
     * @throws AmbrosiaException if the instance can't go on; it must be ended
     */
    public void on(Event event, long nowNanos, long wallMillis) {
        if (restoresDue > 0 && isOfApplication(event)) {
            return;
        }
        if (event instanceof Restored restored) {
            restored(restored, nowNanos, wallMillis);
        } else if (event instanceof NothingStored nothing) {
            nothingStored(nothing, nowNanos, wallMillis);
        } else if (event instanceof FellBehind behind) {
            fellBehind(behind);
        } else if (event instanceof BindingRestored) {
            restoresDue--;
        } else if (event instanceof Joined joined) {
            role = joined.role();
            epoch = joined.epoch();
            restoreIfUseful();
        } else if (event instanceof Vacant) {
            vacant();
        } else if (event instanceof Occupied) {
            occupied = true;
            refuseFormerPrimary();
        } else if (event instanceof Elected elected) {
            elected(elected, nowNanos, wallMillis);
        } else if (event instanceof NotElected) {
            claiming = false;
            occupied = true;
            refuseFormerPrimary();
        } else if (event instanceof CheckpointingTaken) {
            role = ReplicaRole.CHECKPOINTER;
            tell(event, nowNanos, wallMillis);
        } else if (event instanceof BindingAttached attached) {
            attached(attached, nowNanos, wallMillis);
        } else if (event instanceof BindingDetached) {
            detached(event, nowNanos, wallMillis);
        } else {
            if (event instanceof Tick && nothingStored) {
                restore();
            }
            tell(event, nowNanos, wallMillis);
        }
    }

    private void tell(Event event, long nowNanos, long wallMillis) {
        if (core != null) {
            core.on(event, nowNanos, wallMillis);
        }
    }

    private static boolean isOfApplication(Event event) {
        return event instanceof BindingOutput
                || event instanceof CallsMade
                || event instanceof BindingCheckpoint
                || event instanceof BindingCheckpointFailed
                || event instanceof BindingCaughtUp
                || event instanceof Event.CallerAnswered;
    }

    private boolean isPrimary() {
        return epoch > 0;
    }

    private void restoreIfUseful() {
        if (isPrimary() || attachment != null) {
            restore();
        }
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

    private void restored(Restored restored, long nowNanos, long wallMillis) {
        if (reading && restored.reading() == readings) {
            begin(nowNanos, wallMillis);
            if (attachment instanceof Attachment.Local) {
                restoresDue++;
            }
            core.on(restored, nowNanos, wallMillis);
        }
    }

    /** The first checkpoint is the primary's to take; the others wait for it. */
    private void nothingStored(NothingStored nothing, long nowNanos, long wallMillis) {
        if (!reading || nothing.reading() != readings) {
            return;
        }
        if (isPrimary() && !readsAsPrimary) {
            // It became primary meanwhile, and the one before may have stored something since this process looked.
            restore();
        } else if (isPrimary()) {
            begin(nowNanos, wallMillis);
            core.on(new FirstStart(), nowNanos, wallMillis);
        } else {
            nothingStored = true;
        }
    }

    private void begin(long nowNanos, long wallMillis) {
        reading = false;
        core = new CoordinatorCore(settings, effects, spill);
        if (!(attachment instanceof Attachment.Local)) {
            core.on(new BindingDetached(), nowNanos, wallMillis);
        }
        if (attachment != null && !(attachment instanceof Attachment.Local)) {
            core.on(new BindingAttached(attachment), nowNanos, wallMillis);
        }
        if (isPrimary()) {
            core.on(new Elected(epoch), nowNanos, wallMillis);
        }
        if (role == ReplicaRole.CHECKPOINTER) {
            core.on(new CheckpointingTaken(), nowNanos, wallMillis);
        }
    }

    /** An application in another process has got what does not fit what comes next: it is cut off, and comes again. */
    private void fellBehind(FellBehind behind) {
        if (core == null || behind.reading() != readings) {
            return;
        }
        boolean apart = attachment != null && !(attachment instanceof Attachment.Local);
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

    private void vacant() {
        occupied = false;
        if (role == ReplicaRole.STANDBY && !claiming) {
            claiming = true;
            effects.claim();
        }
    }

    private void elected(Elected elected, long nowNanos, long wallMillis) {
        claiming = false;
        role = ReplicaRole.PRIMARY;
        epoch = elected.epoch();
        if (core != null) {
            core.on(elected, nowNanos, wallMillis);
        } else if (!reading || nothingStored) {
            restore();
        }
    }

    private void attached(BindingAttached attached, long nowNanos, long wallMillis) {
        attachment = attached.attachment();
        if (isPrimary()) {
            tell(attached, nowNanos, wallMillis);
        } else if (isFormerPrimary()) {
            refuseFormerPrimary();
        } else {
            restore();
        }
    }

    private void detached(Event event, long nowNanos, long wallMillis) {
        attachment = null;
        if (isPrimary()) {
            tell(event, nowNanos, wallMillis);
        } else {
            forget();
        }
    }

    private boolean isFormerPrimary() {
        return attachment instanceof Attachment.Resuming resuming && resuming.primary();
    }

    /** Threads that send impulses run in it, which a secondary must not do. It is kept while it may become primary again. */
    private void refuseFormerPrimary() {
        if (isFormerPrimary() && (occupied || role == ReplicaRole.CHECKPOINTER)) {
            attachment = null;
            effects.refuseBinding(new AmbrosiaException(
                    ErrorTag.Fenced,
                    "Another replica of \"" + settings.name()
                            + "\" is primary now. This application was, and can't become a secondary while it runs: it ends."
                            + " Start it again."));
        }
    }
}
