package org.ambrosia.runtime.node;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.driver.ReplicaDriver;
import org.ambrosia.runtime.net.SocketThread;

/**
 * Runs the driver of a replica, and takes events for it from all threads. It is the duty of the
 * thread of the instance's sockets. Only that thread touches the driver.
 */
final class CoordinatorLoop implements SocketThread.Duty {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final long MAX_WAIT_AT_END_NANOS = 1_000_000_000L;

    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final SocketThread thread;
    private final Consumer<Throwable> failed;
    private final CountDownLatch ended = new CountDownLatch(1);
    private ReplicaDriver driver;
    private boolean working;
    private boolean moreToDo;
    private long dueNanos;

    private volatile boolean outputWaits;
    private volatile boolean begun;
    private volatile boolean stopped;

    /**
     * Creates a loop that has not begun.
     *
     * @param failed receives the reason why the loop has ended, if that was not wanted
     */
    CoordinatorLoop(SocketThread thread, Consumer<Throwable> failed) {
        this.thread = thread;
        this.failed = failed;
    }

    /** Returns the driver's queue: events that were posted and not taken yet. */
    Queue<Event> events() {
        return events;
    }

    /** Sends an event to the driver, soon. From any thread. */
    void post(Event event) {
        events.add(event);
        thread.wake();
    }

    /** Lets the driver look at the application's output, soon. From any thread. */
    void wake() {
        outputWaits = true;
        thread.wake();
    }

    /** Returns whether output has come since the turn began. */
    boolean outputWaits() {
        return outputWaits;
    }

    /** Ends the loop, soon. From any thread. */
    void stop() {
        stopped = true;
        thread.wake();
    }

    /** Waits until the loop has ended, if it has begun, but not longer than this. */
    void awaitEnd(long millis) throws InterruptedException {
        if (begun && !ended.await(millis, TimeUnit.MILLISECONDS)) {
            LOGGER.log(System.Logger.Level.WARNING, "A coordinator has not ended within " + millis + " ms");
        }
    }

    /** Begins to run the driver. */
    void begin(ReplicaDriver driven) {
        driver = driven;
        moreToDo = true;
        begun = true;
        thread.drive(this);
    }

    @Override
    public boolean isDue(long nowNanos) {
        return !hasEnded() && (moreToDo || outputWaits || stopped || nowNanos - dueNanos >= 0 || !events.isEmpty());
    }

    @Override
    public long nanosUntilDue(long nowNanos) {
        return hasEnded() ? MAX_WAIT_AT_END_NANOS : Math.max(0, dueNanos - nowNanos);
    }

    private boolean hasEnded() {
        return ended.getCount() == 0;
    }

    @Override
    public void work() {
        long now = System.nanoTime();
        if (!isDue(now)) {
            return;
        }
        try {
            if (!stopped) {
                work(now, System.currentTimeMillis());
            }
            if (stopped) {
                end();
            }
        } catch (RuntimeException | Error reason) {
            end();
            failed.accept(reason);
        }
    }

    private void work(long now, long wall) {
        outputWaits = false;
        if (!working) {
            working = true;
            driver.begin(now, wall);
        }
        moreToDo = driver.work(now, wall);
        dueNanos = driver.dueNanos();
    }

    @Override
    public void threadEnded() {
        boolean early = !stopped;
        end();
        if (early) {
            failed.accept(new IllegalStateException("the thread of the sockets has ended"));
        }
    }

    private void end() {
        stopped = true;
        driver.close();
        ended.countDown();
    }
}
