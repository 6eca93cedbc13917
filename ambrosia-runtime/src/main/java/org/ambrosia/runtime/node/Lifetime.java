package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;

/**
 * The threads of an instance, which start together and end together. When one fails, or an end is
 * wanted, all are notified to stop. What they used is released, and threads that wait receive the
 * reason. May be used from any thread.
 */
final class Lifetime {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final long STOP_MILLIS = 10_000;

    private final String instance;
    private final Runnable stop;
    private final Runnable release;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch serving = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CompletableFuture<Void> termination = new CompletableFuture<>();
    private volatile boolean served;
    private volatile AmbrosiaException failure;

    /**
     * Creates a lifetime without threads yet.
     *
     * @param stop notifies the threads to stop
     * @param release releases what they used, after they have stopped; called once
     */
    Lifetime(String instance, Runnable stop, Runnable release) {
        this.instance = instance;
        this.stop = stop;
        this.release = release;
    }

    /**
     * Adds a thread that does this work; if the work fails, the lifetime ends. Called before
     * {@link #start}.
     */
    void add(String purpose, Threads.Work work) {
        threads.add(Threads.named(instance, purpose).newThread(() -> {
            try {
                work.run();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                if (!ending.get()) {
                    interrupted(purpose, interrupted);
                }
            } catch (Exception | Error failed) {
                failed(purpose, failed);
            }
        }));
    }

    /** Ends all threads, because the thread for this purpose has failed. */
    void failed(String purpose, Throwable reason) {
        if (reason instanceof AmbrosiaException known) {
            end(known);
        } else {
            end(new AmbrosiaException(
                    ErrorTag.INTERNAL_ERROR,
                    "The " + purpose + " thread failed (instance=" + instance + "): " + reason
                            + ". The instance ends; it goes on where it was when it is started again. If the cause is"
                            + " not in your own code or the machine, please report this.",
                    reason));
        }
    }

    /**
     * Ends all threads after an interrupt. An interrupt never means that an end is wanted: another
     * thread of the process has interrupted one that is not its own.
     */
    private void interrupted(String purpose, InterruptedException cause) {
        end(new AmbrosiaException(
                ErrorTag.INTERNAL_ERROR,
                "The " + purpose + " thread was interrupted by other code of this process (instance=" + instance
                        + "). The instance ends; it goes on where it was when it is started again. Interrupt only threads"
                        + " that your code has started.",
                cause));
    }

    void start() {
        threads.forEach(Thread::start);
    }

    boolean isEnding() {
        return ending.get();
    }

    /** Returns the reason why it ends; null if it does not end, or if the end was wanted. */
    AmbrosiaException failure() {
        return failure;
    }

    /** Called when the instance takes calls from now on. */
    void nowServing() {
        served = true;
        serving.countDown();
    }

    /** Ends all threads, once; the reason is null if the end was wanted. */
    void end(AmbrosiaException reason) {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        failure = reason;
        // Others may wait for this end, and a first line in the log takes milliseconds.
        stop.run();
        if (reason != null) {
            Throwable toShow = reason.tag() == ErrorTag.INTERNAL_ERROR ? reason : null;
            LOGGER.log(System.Logger.Level.ERROR, "Instance \"" + instance + "\" ends. " + reason.getMessage(), toShow);
        }
        new Thread(this::finish, "ambrosia-" + instance + "-end").start();
    }

    /** Returns a stage that completes when it has ended, and fails if it ends with a failure. */
    CompletionStage<Void> termination() {
        return termination.minimalCompletionStage();
    }

    /**
     * As {@link #awaitServing()}; returns false if the instance does not serve within this time.
     */
    boolean awaitServing(Duration timeout) throws InterruptedException {
        if (!serving.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        awaitServing();
        return true;
    }

    void awaitServing() throws InterruptedException {
        serving.await();
        throwIfFailed();
        if (!served) {
            throw new AmbrosiaException(
                    ErrorTag.INSTANCE_ENDED,
                    "The instance was closed before it served (instance=" + instance
                            + "). Start it again, and await that it serves before it is closed.");
        }
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
        throwIfFailed();
    }

    boolean awaitEnd(Duration timeout) throws InterruptedException {
        boolean done = ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (done) {
            throwIfFailed();
        }
        return done;
    }

    /**
     * Ends the lifetime, and waits until it has ended, unless one of its own threads calls this.
     */
    void close() {
        end(null);
        if (threads.contains(Thread.currentThread())) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish() {
        try {
            for (Thread each : threads) {
                each.join(STOP_MILLIS);
            }
            release.run();
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failed) {
            LOGGER.log(System.Logger.Level.WARNING, "Instance \"" + instance + "\" ended untidily", failed);
        } finally {
            serving.countDown();
            ended.countDown();
            AmbrosiaException reason = failure;
            if (reason == null) {
                termination.complete(null);
            } else {
                termination.completeExceptionally(reason);
            }
        }
    }

    private void throwIfFailed() {
        AmbrosiaException reason = failure;
        if (reason != null) {
            throw reason.onThisThread();
        }
    }
}
