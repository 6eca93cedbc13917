package org.ambrosia.simulator.workload.shelves;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.workload.Workload;

/** Two shelves that stir each other. That a replay without recoveries gives the same state, all runs look at in the end. */
public final class ShelfWorkload implements Workload {
    private static final String ONE = "shelf0";
    private static final String OTHER = "shelf1";

    /** Creates the workload. */
    public ShelfWorkload() {}

    @Override
    public Map<String, Supplier<ImmortalBase>> instances() {
        Map<String, Supplier<ImmortalBase>> instances = new TreeMap<>();
        instances.put(ONE, () -> new StirredShelf(ONE, OTHER));
        instances.put(OTHER, () -> new StirredShelf(OTHER, ONE));
        return instances;
    }

    @Override
    public void act(ImmortalBase running, RandomGenerator random, boolean mustArrive) {
        ((StirredShelf) running).stirLater(random.nextLong(Long.MAX_VALUE));
    }

    @Override
    public Optional<String> missing(Map<String, ImmortalBase> running) {
        return missing(running, ONE, OTHER).or(() -> missing(running, OTHER, ONE));
    }

    private static Optional<String> missing(Map<String, ImmortalBase> running, String from, String to) {
        long sent = shelf(running, from).counters().sentTo(to);
        long received = shelf(running, to).counters().receivedFrom(from);
        return sent == received
                ? Optional.empty()
                : Optional.of(from + " has sent " + sent + " calls to " + to + ", of which " + received + " came");
    }

    @Override
    public long executed(Map<String, ImmortalBase> running) {
        return shelf(running, ONE).counters().received()
                + shelf(running, OTHER).counters().received();
    }

    private static StirredShelf shelf(Map<String, ImmortalBase> running, String name) {
        return (StirredShelf) running.get(name);
    }
}
