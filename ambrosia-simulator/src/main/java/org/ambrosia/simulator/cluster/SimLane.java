package org.ambrosia.simulator.cluster;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.ambrosia.runtime.core.driver.Lane;

/** Stands for a thread: does one thing after the other, each at the end of the time that it takes. */
final class SimLane implements Lane {
    private final Actor actor;
    private final LongSupplier nanosForOne;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final LongSupplier nanoTime;
    private long begunNanos;
    private boolean busy;
    private boolean running;

    SimLane(Actor actor, LongSupplier nanoTime, LongSupplier nanosForOne) {
        this.actor = actor;
        this.nanoTime = nanoTime;
        this.nanosForOne = nanosForOne;
    }

    @Override
    public void add(Runnable work) {
        waiting.add(work);
        if (!busy) {
            begin();
        }
    }

    /** What was begun and has not had its effect yet; null if nothing was. */
    Runnable inProgress() {
        return busy && !running ? waiting.peek() : null;
    }

    /** Whether what is in progress was begun before this. */
    boolean isStuck(long sinceNanos) {
        return busy && begunNanos < sinceNanos;
    }

    boolean isIdle() {
        return !busy;
    }

    private void begin() {
        busy = true;
        begunNanos = nanoTime.getAsLong();
        actor.after(nanosForOne.getAsLong(), () -> {
            running = true;
            waiting.poll().run();
            running = false;
            busy = false;
            if (!waiting.isEmpty()) {
                begin();
            }
        });
    }
}
