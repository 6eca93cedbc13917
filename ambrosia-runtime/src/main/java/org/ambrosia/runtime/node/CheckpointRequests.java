package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.core.OperatorEvent;
import org.ambrosia.runtime.core.Replica;

/**
 * The requested checkpoints that are not stored yet. May be used from any thread. Code that waits
 * is notified on a thread of the JDK's.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class CheckpointRequests {
    private static final long FIRST_PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long MAX_PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

    private final String instance;
    private final Runnable ask;
    private final List<CompletableFuture<Void>> fresh = new ArrayList<>();
    private final List<Begun> begun = new ArrayList<>();
    private long askedNanos;
    private long patienceNanos;
    private AmbrosiaException ended;

    /**
     * Creates an empty set of requests.
     *
     * @param ask lets the replica receive {@link OperatorEvent.CheckpointWanted}, soon
     */
    CheckpointRequests(String instance, Runnable ask) {
        this.instance = instance;
        this.ask = ask;
    }

    /**
     * A request that the core knows of. A checkpoint with a number above {@code above} fulfills it.
     */
    private record Begun(CompletableFuture<Void> done, long above) {}

    /** Requests a checkpoint; the stage is completed when it is stored. */
    CompletionStage<Void> request() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (ended != null) {
                return CompletableFuture.failedStage(ended);
            }
            fresh.add(done);
        }
        ask.run();
        return done.minimalCompletionStage();
    }

    /** Called before the core receives the event. On the coordinator's thread. */
    void before(Event event, Replica replica) {
        if (event instanceof OperatorEvent.CheckpointWanted) {
            begin(replica);
        }
    }

    private synchronized void begin(Replica replica) {
        CoordinatorCore core = replica.core();
        boolean serving = replica.role() == ReplicaRole.PRIMARY && core != null && core.isServing();
        if (begun.isEmpty()) {
            patienceNanos = FIRST_PATIENCE_NANOS;
        }
        askedNanos = System.nanoTime();
        for (CompletableFuture<Void> each : fresh) {
            if (serving) {
                begun.add(new Begun(each, core.segment()));
            } else {
                fail(each, refusal("it is not a primary that serves"));
            }
        }
        fresh.clear();
    }

    /** Called after the core has received the event. On the coordinator's thread. */
    void after(Event event) {
        if (event instanceof LogEvent.CheckpointStored stored) {
            stored(stored.number());
        } else if (event instanceof LogEvent.CheckpointFailed failed) {
            failed(failed.why());
        } else if (event instanceof ApplicationEvent.CheckpointFailed failed) {
            failed(failed.why());
        }
    }

    /** Returns whether any request that the core knows of is not fulfilled yet. */
    synchronized boolean areBegun() {
        return !begun.isEmpty();
    }

    /**
     * Asks again, ever less often, until a checkpoint is stored. The replica that takes checkpoints
     * may have been busy with one, have ended, or not be there yet. Each request gives it another
     * place in the log where it can take one.
     */
    void askAgain() {
        synchronized (this) {
            long now = System.nanoTime();
            if (begun.isEmpty() || now - askedNanos < patienceNanos) {
                return;
            }
            askedNanos = now;
            patienceNanos = Math.min(2 * patienceNanos, MAX_PATIENCE_NANOS);
        }
        ask.run();
    }

    /** Called when the checkpoint of this number, and all before it, are stored. */
    synchronized void stored(long number) {
        begun.removeIf(each -> {
            boolean isStored = number > each.above();
            if (isStored) {
                each.done().completeAsync(() -> null);
            }
            return isStored;
        });
    }

    private synchronized void failed(AmbrosiaException why) {
        begun.forEach(each -> fail(each.done(), refusal(why.getMessage())));
        begun.clear();
    }

    /** Fails all requests, because the instance ends. */
    synchronized void end() {
        ended = refusal("the instance ends");
        failed(ended);
        fresh.forEach(each -> fail(each, ended));
        fresh.clear();
    }

    private AmbrosiaException refusal(String why) {
        return new AmbrosiaException(
                ErrorTag.NO_CHECKPOINT,
                "The checkpoint that was asked for was not taken: " + why + " (instance=" + instance
                        + "). Nothing is lost: the log goes on.");
    }

    private static void fail(CompletableFuture<Void> future, AmbrosiaException why) {
        future.completeAsync(() -> {
            throw why;
        });
    }
}
