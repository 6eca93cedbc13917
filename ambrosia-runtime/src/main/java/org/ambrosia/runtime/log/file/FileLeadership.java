package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.Leadership;

/**
 * The leadership of a log in a directory: which process is primary. A term is a
 * {@linkplain Reign reign}.
 */
final class FileLeadership implements Leadership, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(FileLog.class.getName());
    /** How many times in a lease's time a process looks around in the log's directory. */
    private static final int LOOKS = 4;
    /**
     * The pause before a request is repeated: a primary that was started since, or whose system
     * reports no new files, finds the next one.
     */
    private static final long ASK_AGAIN_NANOS = 3_000_000_000L;

    private final LogFiles files;
    private final Environment environment;
    private final Members members;
    private final LogView view;
    private final String holder;
    private final ReplicaRole role;
    private final long leaseNanos;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long lookedNanos;
    private volatile Succession succession;
    private volatile boolean closed;
    private volatile boolean asking;
    private volatile long askedNanos;

    /**
     * Creates the leadership of a log as one process sees it.
     *
     * @param holder this process, for people to read
     * @param role what it is when it joins
     */
    FileLeadership(
            LogFiles files,
            Environment environment,
            Members members,
            LogView view,
            String holder,
            ReplicaRole role,
            Duration lease) {
        this.files = files;
        this.environment = environment;
        this.members = members;
        this.view = view;
        this.holder = holder;
        this.role = role;
        this.leaseNanos = lease.toNanos();
        this.lookedNanos = environment.nanos();
    }

    @Override
    public ReplicaRole role() {
        return role;
    }

    @Override
    public boolean isPrimary() {
        return view.isPrimary();
    }

    @Override
    public OptionalLong vacantTerm(long nowNanos) {
        try {
            OptionalLong vacant = view.vacantReign(nowNanos);
            if (asking && vacant.isEmpty() && nowNanos - askedNanos > ASK_AGAIN_NANOS) {
                requestHandover();
            }
            return vacant;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for the primary", files.directory(), failed);
        }
    }

    @Override
    public void awaitChange(long nanos) {
        try {
            view.awaitRelease(nanos);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for the primary", files.directory(), failed);
        }
    }

    @Override
    public boolean claim(long vacantTerm) {
        try {
            return view.claim(vacantTerm);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Claiming the log", files.directory(), failed);
        }
    }

    @Override
    public void check() {
        view.checkReign();
    }

    @Override
    public void renew() {
        Reign mine = view.own();
        if (mine != null) {
            mine.beat();
        }
        if (environment.nanos() - lookedNanos >= leaseNanos / LOOKS && looking.compareAndSet(false, true)) {
            lookedNanos = environment.nanos();
            environment.background().execute(this::lookAround);
        }
    }

    /**
     * Looks around in the log's directory. This runs in the background, since it takes longer than
     * a moment on a slow file system.
     */
    private void lookAround() {
        try {
            if (closed) {
                return;
            }
            view.lookAround();
            Succession present = succession;
            if (present != null) {
                present.look();
            }
        } catch (IOException failed) {
            LOGGER.log(System.Logger.Level.DEBUG, "looking around in a log's directory", failed);
        } finally {
            looking.set(false);
        }
    }

    @Override
    public void onHandoverRequest(Consumer<String> wanted) {
        try {
            succession = new Succession(
                    files, environment.shared(), members, wanted, view::isReplaced, this::isStandbyAwake);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Watching the log's directory", files.directory(), failed);
        }
    }

    private boolean isStandbyAwake() {
        try {
            return members.isStandbyAwake(leaseNanos / LOOKS, environment.nanoTime());
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for other replicas", files.directory(), failed);
        }
    }

    @Override
    public void requestHandover() {
        askedNanos = environment.nanos();
        asking = true;
        try {
            Succession.ask(files, members, holder);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Asking for the log", files.directory(), failed);
        }
    }

    @Override
    public void release() {
        view.release();
    }

    @Override
    public void close() {
        closed = true;
        release();
        if (succession != null) {
            succession.close();
        }
    }
}
