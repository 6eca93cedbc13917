package org.ambrosia.runtime.node;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.Leadership;

/**
 * Notices, on a thread of its own, that an instance has no primary. Runs in the replica that takes
 * the checkpoints. That replica never becomes primary, so the instance stands still until another
 * replica is started.
 */
final class PrimaryAbsence {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final int LOOKS_PER_LEASE = 20;
    /** A standby takes over in less time than this. */
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    private static final long TOLD_AGAIN_NANOS = 60_000_000_000L;

    private final InstanceConfig config;
    private final Leadership leadership;
    private volatile String problem;
    private volatile boolean stopped;
    private boolean begun;

    PrimaryAbsence(InstanceConfig config, Leadership leadership) {
        this.config = config;
        this.leadership = leadership;
    }

    /** Begins to look, once. On the coordinator's thread, or before that runs. */
    void begin() {
        if (!begun) {
            begun = true;
            Threads.named(config.name(), "absence").newThread(this::run).start();
        }
    }

    /** Ends, soon. From any thread. */
    void stop() {
        stopped = true;
    }

    /** Returns a description of the problem, for people to read. From any thread. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        long lookNanos = config.lease().toNanos() / LOOKS_PER_LEASE;
        long patience = PATIENCE_NANOS + config.lease().toNanos();
        // If this process watched whether it should become primary itself, that watch has ended by
        // then.
        LockSupport.parkNanos(2 * lookNanos);
        long occupiedNanos = System.nanoTime();
        long toldNanos = 0;
        while (!stopped) {
            long now = System.nanoTime();
            if (leadership.vacantTerm(now).isEmpty()) {
                occupiedNanos = now;
                present();
            } else if (now - occupiedNanos > patience && (problem == null || now - toldNanos > TOLD_AGAIN_NANOS)) {
                toldNanos = now;
                absent();
            }
            LockSupport.parkNanos(lookNanos);
        }
    }

    private void present() {
        if (problem != null) {
            problem = null;
            LOGGER.log(System.Logger.Level.INFO, "\"" + config.name() + "\" has a primary again");
        }
    }

    private void absent() {
        problem = "[Ambrosia/" + ErrorTag.NO_PRIMARY + "] \"" + config.name()
                + "\" has no primary, so that no call is executed: only replica " + config.replica()
                + " runs, which takes the checkpoints and never becomes primary (instance=" + config.name()
                + "). Start another replica, with its application; it becomes the primary.";
        LOGGER.log(System.Logger.Level.WARNING, problem);
    }
}
