package org.ambrosia.simulator.workload;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.LoggedRecord;

/** Some instances that work together, and a way to tell whether every call was executed exactly once. */
public interface Workload {
    /** The instances' names, and what makes each one's immortal. */
    Map<String, Supplier<ImmortalBase>> instances();

    /** What creates the immortals as an older build has them, without its newest methods; of those of which only one build runs nothing. */
    default Map<String, Supplier<ImmortalBase>> olderInstances() {
        return Map.of();
    }

    /** How many clients there are. */
    default int callers() {
        return 0;
    }

    /**
     * Sends something from outside by an instance that is primary.
     *
     * @param mustArrive whether nothing fails any more, so that it can't be lost
     */
    void act(ImmortalBase running, RandomGenerator random, boolean mustArrive);

    /** What is not done yet of that which follows from the impulses that were executed; empty when all is done. */
    Optional<String> missing(Map<String, ImmortalBase> running);

    /**
     * Checks the state of an instance by its log, after everything is done.
     *
     * @param firstCheckpoint the application's part of the checkpoint before the first record
     * @param log everything that was logged
     */
    default void checkLog(ImmortalBase running, byte[] firstCheckpoint, List<LoggedRecord> log) {}

    /** How many calls were executed, each once. */
    long executed(Map<String, ImmortalBase> running);
}
