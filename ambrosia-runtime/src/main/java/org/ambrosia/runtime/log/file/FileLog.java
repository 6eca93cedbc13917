package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.util.Collection;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.Checkpoints;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.Membership;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.SpillStore;

/**
 * A log in a directory, for one of the processes that share it. Its {@link LogView} knows what this
 * process sees of the log, and whether it may write. {@link Members} knows the other processes.
 */
final class FileLog implements Log {
    private static final System.Logger LOGGER = System.getLogger(FileLog.class.getName());

    private final LogFiles files;
    private final LogSettings settings;
    private final Members members;
    private final LogView view;
    private final FileLeadership leadership;
    private final FileMembership membership;
    private final FileRecords records;
    private final FileCheckpoints checkpoints;
    private final SpillFiles spill;

    private FileLog(
            LogFiles files, LogSettings settings, Environment environment, String holder, Members members, LogView view)
            throws IOException {
        this.files = files;
        this.settings = settings;
        this.members = members;
        this.view = view;
        int author = members.number();
        this.records = new FileRecords(files, environment, settings.durability(), author, view);
        this.leadership = new FileLeadership(files, environment, members, view, holder, decideRole(), settings.lease());
        this.membership = new FileMembership(
                files, members, view, settings.checkpointerTimeout().filter(each -> settings.replicated()));
        this.spill = new SpillFiles(files, author, !settings.replicated(), this::isAbandoned, environment.random());
        this.checkpoints = new FileCheckpoints(files, view, author, settings.checkpointsKept(), spill);
    }

    static FileLog join(LogFiles files, LogSettings settings, Environment environment) {
        String holder = "replica " + settings.replica() + ", process " + environment.pid();
        Members members = null;
        LogView view = null;
        try {
            files.makeDirectory();
            NetworkFileSystems.check(environment.shared().fileSystem(files.directory()), files, settings);
            members = Members.join(files, environment, holder, settings.replica(), !settings.replicated())
                    .orElseThrow(() -> inUse(files, replica(settings)));
            files.deleteUnfinished(members.number());
            LogPlace.check(files, environment.shared().machine(), members.number(), settings.instance());
            view = new LogView(files, settings, environment, holder, members);
            if (!settings.replicated() && isInUseForEver(view, settings)) {
                throw inUse(files, replica(settings));
            }
            return new FileLog(files, settings, environment, holder, members, view);
        } catch (IOException failed) {
            close(view, members);
            throw LogFiles.unavailable("Opening the log", files.directory(), failed);
        } catch (RuntimeException | Error failed) {
            close(view, members);
            throw failed;
        }
    }

    private static void close(LogView view, Members members) {
        if (view != null) {
            view.close();
        }
        if (members != null) {
            members.close();
        }
    }

    /**
     * Returns whether only this process may need the files of that author. An instance without
     * replicas may run elsewhere too: a process that follows spills calls, and may become primary
     * later.
     */
    private boolean isAbandoned(long author) {
        try {
            return view.own() != null && !settings.replicated() && !members.isPresent(author);
        } catch (IOException unknown) {
            return false;
        }
    }

    /**
     * Returns whether another process has the log and must not be asked for it. If another part of
     * this process has the log, that is a mistake.
     */
    private static boolean isInUseForEver(LogView view, LogSettings settings) throws IOException {
        if (view.isPrimary() || !view.isHeld()) {
            return false;
        }
        return !settings.takesOver() || view.isHeldInThisProcess();
    }

    private static String replica(LogSettings settings) {
        return settings.replicated() ? "replica " + settings.replica() + " of this instance" : "instance";
    }

    /**
     * Returns the error for a process that wants a log that is in use.
     *
     * @param user what uses it, for people to read
     */
    static LogException inUse(LogFiles files, String user) {
        return new LogException(
                ErrorTag.LOG_IN_USE,
                "The log is in use by a running " + user + " (directory=" + files.directory()
                        + "). Stop it first, or give this instance another name or log directory.");
    }

    private ReplicaRole decideRole() throws IOException {
        if (view.isPrimary()) {
            return ReplicaRole.PRIMARY;
        }
        boolean neverBegun =
                !view.isHeld() && files.places(LogFiles.CHECKPOINT).stream().noneMatch(view.manifest()::has);
        boolean checkpointing = settings.replicated() && !neverBegun && members.takeCheckpointing();
        return checkpointing ? ReplicaRole.CHECKPOINTER : ReplicaRole.STANDBY;
    }

    @Override
    public LogIdentity identity() {
        return view.identity();
    }

    @Override
    public Leadership leadership() {
        return leadership;
    }

    @Override
    public Membership membership() {
        return membership;
    }

    @Override
    public Records records() {
        return records;
    }

    @Override
    public Checkpoints checkpoints() {
        return checkpoints;
    }

    @Override
    public SpillStore spill() {
        return spill;
    }

    @Override
    public Collection<SkippedCall> skippedCalls() {
        return SkipFile.read(files);
    }

    @Override
    public void close() {
        leadership.close();
        try (spill) {
            records.close();
        } catch (IOException unimportant) {
            LOGGER.log(System.Logger.Level.DEBUG, "closing a segment", unimportant);
        } finally {
            close(view, members);
        }
    }
}
