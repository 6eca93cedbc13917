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

/** A node's checkpoints: the thread that stores them, those that are asked for, and what is known of the last ones. */
final class Checkpoints {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final long STORING_SECONDS = 60;
    /** So many failures in a row are a problem; one may be a full disk for a moment. */
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

    /** The thread that stores checkpoints. */
    ExecutorService thread() {
        return thread;
    }

    CheckpointRequests requests() {
        return requests;
    }

    CompletionStage<Void> request() {
        return requests.request();
    }

    /** Looks at what is so now. On the coordinator's thread. */
    void look(CoordinatorCore core) {
        loggedSince = core != null && core.loggedBytes() > 0;
        status = core == null ? CheckpointStatus.NONE : core.checkpoints();
    }

    /** When the last one that is stored was taken; empty if that is not known. From any thread. */
    Optional<Instant> last() {
        long millis = status.takenMillis();
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** What is wrong, for people to read. From any thread. */
    Optional<String> problem() {
        CheckpointStatus present = status;
        if (present.failures() < MANY_FAILURES) {
            return Optional.empty();
        }
        return Optional.of("[Ambrosia/" + ErrorTag.NoCheckpoint + "] The last " + present.failures()
                + " checkpoints could not be taken"
                + last().map(when -> "; the newest is of " + when).orElse("") + " (instance=" + config.name()
                + "). The log grows, and recovery takes longer. The log of this process says why, with each of them.");
    }

    /** Takes one if something was logged since the last, so that nothing is executed again at the next start. */
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

    /** Another replica takes them: looks which are there. Reads the disk. */
    void lookForStored() {
        engine.inspect(config.name()).checkpoints().stream().max(Long::compare).ifPresent(requests::stored);
        requests.askAgain();
    }

    /** A checkpoint that is being stored is finished before the log is given to another writer. */
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
