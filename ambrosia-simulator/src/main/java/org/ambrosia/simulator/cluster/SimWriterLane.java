package org.ambrosia.simulator.cluster;

import java.util.function.LongSupplier;
import org.ambrosia.runtime.core.driver.WriterLane;

/** The lane of what is written to a log. Small work is done here or there, as chance has it. */
final class SimWriterLane implements WriterLane {
    private static final double KEPT = 0.5;

    private final SimLane lane;
    private final Scheduler scheduler;
    private final Runnable begins;
    private Runnable kept;

    /**
     * Makes a lane.
     *
     * @param begins runs before each piece of work that is wanted
     */
    SimWriterLane(Actor actor, Scheduler scheduler, LongSupplier nanosForOne, Runnable begins) {
        this.scheduler = scheduler;
        this.begins = begins;
        this.lane = new SimLane(actor, scheduler::nowNanos, nanosForOne);
    }

    @Override
    public void add(Runnable work) {
        finish(false);
        begins.run();
        lane.add(work);
    }

    @Override
    public void addSmall(Runnable work) {
        if (kept == null && lane.isIdle() && scheduler.chance(KEPT)) {
            kept = work;
        } else {
            add(work);
        }
    }

    @Override
    public void finish(boolean here) {
        Runnable work = kept;
        kept = null;
        if (work == null) {
            return;
        }
        if (here) {
            begins.run();
            work.run();
        } else {
            add(work);
        }
    }

    @Override
    public boolean isStuck(long nanos) {
        return lane.isStuck(scheduler.nowNanos() - nanos);
    }

    /** As {@link SimLane#inProgress}. */
    Runnable inProgress() {
        return lane.inProgress();
    }

    boolean isIdle() {
        return kept == null && lane.isIdle();
    }
}
