package org.ambrosia.runtime.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.core.CheckpointStatus;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.OperatorEvent;
import org.ambrosia.runtime.log.LogEngine;

/**
 * A node's checkpoints: the thread that stores them, the requests for them, and the status of the
 * last ones.
 */
final class Checkpoints {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final long STORING_SECONDS = 60;
    /** The number of failures in a row that is a problem; one may be a full disk for a moment. */
    private static final int MANY_FAILURES = 3;

    private final InstanceConfig config;
    private final LogEngine engine;
    private final CheckpointRequests requests;
    private final ExecutorService thread;
    private volatile CheckpointStatus status = CheckpointStatus.NONE;
    private volatile boolean loggedSince;

    Checkpoints(InstanceConfig config, LogEngine engine, CoordinatorLoop loop) {
        this.config = config;
        this.engine = engine;
        this.requests = new CheckpointRequests(config.name(), () -> loop.post(new OperatorEvent.CheckpointWanted()));
        this.thread = Executors.newSingleThreadExecutor(Threads.named(config.name(), "checkpoint"));
    }

    /** Returns the thread that stores checkpoints. */
    ExecutorService thread() {
        return thread;
    }

    CheckpointRequests requests() {
        return requests;
    }

    CompletionStage<Void> request() {
        return requests.request();
    }

    /** Takes over the present status from the core. On the coordinator's thread. */
    void look(CoordinatorCore core) {
        loggedSince = core != null && core.loggedBytes() > 0;
        status = core == null ? CheckpointStatus.NONE : core.checkpoints();
    }

    /**
     * Returns the time when the last stored checkpoint was taken; empty if that is not known. From
     * any thread.
     */
    Optional<Instant> last() {
        long millis = status.takenMillis();
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** Returns a description of the problem, for people to read. From any thread. */
    Optional<String> problem() {
        CheckpointStatus present = status;
        if (present.failures() < MANY_FAILURES) {
            return Optional.empty();
        }
        return Optional.of("[Ambrosia/" + ErrorTag.NO_CHECKPOINT + "] The last " + present.failures()
                + " checkpoints could not be taken"
                + last().map(when -> "; the newest is of " + when).orElse("") + " (instance=" + config.name()
                + "). The log grows, and recovery takes longer. The log of this process says why, with each of them.");
    }

    /**
     * Takes a checkpoint if anything was logged since the last one, so that the next start executes
     * nothing again.
     */
    void takeBeforeTheEnd() {
        Duration most = config.checkpointAtClose();
        if (!loggedSince) {
            return;
        }
        try {
            requests.request().toCompletableFuture().get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException without) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "\"" + config.name() + "\" ends without a checkpoint (checkpointAtClose=" + most + "): "
                            + (without.getCause() == null
                                    ? "it took too long"
                                    : without.getCause().getMessage())
                            + ". What was logged since the last is executed again at the next start.");
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks for checkpoints that another replica has stored. Reads the disk. */
    void lookForStored() {
        engine.inspect(config.name()).checkpoints().stream().max(Long::compare).ifPresent(requests::stored);
        requests.askAgain();
    }

    /** Finishes a checkpoint that is being stored, before the log is given to another writer. */
    void finish() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STORING_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.log(
                        System.Logger.Level.WARNING, "A checkpoint of \"" + config.name() + "\" is still being stored");
            }
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
    }
}
