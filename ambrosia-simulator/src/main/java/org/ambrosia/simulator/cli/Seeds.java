package org.ambrosia.simulator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.ambrosia.simulator.cluster.Coverage;
import org.ambrosia.simulator.cluster.Options;
import org.ambrosia.simulator.cluster.Profile;
import org.ambrosia.simulator.cluster.Simulation;
import org.ambrosia.simulator.cluster.SimulationFailure;

/** Runs many seeds, each in one thread, several at a time. */
public final class Seeds {
    private final Coverage coverage = new Coverage();
    private final List<SimulationFailure> failures = new ArrayList<>();
    private final long first;
    private final long count;
    private final int mostFailures;
    private final Profile profile;

    /** Plans runs of which the seeds decide what is special about them. */
    public Seeds(long first, long count, int mostFailures) {
        this(first, count, mostFailures, Profile.DRAWN);
    }

    /**
     * Plans runs.
     *
     * @param first the first seed
     * @param count how many seeds are run
     * @param mostFailures after how many failures no further run begins
     * @param profile what is special about each
     */
    public Seeds(long first, long count, int mostFailures, Profile profile) {
        this.first = first;
        this.profile = profile;
        this.count = count;
        this.mostFailures = mostFailures;
    }

    /** What the runs covered. */
    public Coverage coverage() {
        return coverage;
    }

    /** The runs that failed. */
    public List<SimulationFailure> failures() {
        return List.copyOf(failures);
    }

    /**
     * Runs them.
     *
     * @param threads how many run at the same time
     * @param progress is told how many have ended, each time, by any thread
     * @param onFailure is told each failure when it happens, by any thread
     */
    public void run(int threads, LongConsumer progress, Consumer<SimulationFailure> onFailure)
            throws InterruptedException {
        AtomicLong next = new AtomicLong();
        AtomicInteger failed = new AtomicInteger();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> work(next, failed, progress, onFailure), "seeds-" + i);
            thread.start();
            running.add(thread);
        }
        for (Thread each : running) {
            each.join();
        }
    }

    private void work(
            AtomicLong next, AtomicInteger failed, LongConsumer progress, Consumer<SimulationFailure> onFailure) {
        for (long i = next.getAndIncrement(); i < count && failed.get() < mostFailures; i = next.getAndIncrement()) {
            try {
                coverage.add(Simulation.run(Options.ofSeed(first + i, profile)).coverage());
            } catch (SimulationFailure failure) {
                failed.incrementAndGet();
                synchronized (failures) {
                    failures.add(failure);
                }
                onFailure.accept(failure);
            }
            progress.accept(i + 1);
        }
    }
}
