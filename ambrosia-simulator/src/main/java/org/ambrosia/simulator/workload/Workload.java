package org.ambrosia.simulator.workload;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.generated.ImmortalBase;

/** Some instances that work together, and a way to tell whether every call was executed exactly once. */
public interface Workload {
    /** The instances' names, and what makes each one's immortal. */
    Map<String, Supplier<ImmortalBase>> instances();

    /** How many outside callers there are. */
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

    /** How many calls were executed, each once. */
    long executed(Map<String, ImmortalBase> running);
}
