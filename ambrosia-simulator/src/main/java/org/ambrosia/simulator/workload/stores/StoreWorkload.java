package org.ambrosia.simulator.workload.stores;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.workload.Workload;

/** Stores, each of which must have a copy of the others when all is done. */
public final class StoreWorkload implements Workload {
    private static final int SLOTS = 4;

    private final List<String> stores;
    private final int mostBytes;
    private long nextSeed = 1;

    /** Makes a workload of so many stores, with slots of at most so many bytes. */
    public StoreWorkload(int count, int mostBytes) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("store" + i);
        }
        this.stores = List.copyOf(names);
        this.mostBytes = mostBytes;
    }

    @Override
    public Map<String, Supplier<ImmortalBase>> instances() {
        Map<String, Supplier<ImmortalBase>> instances = new TreeMap<>();
        stores.forEach(each -> instances.put(each, () -> new SlotStore(each, stores)));
        return instances;
    }

    @Override
    public void act(ImmortalBase running, RandomGenerator random, boolean mustArrive) {
        int bytes = random.nextInt(4) == 0 ? random.nextInt(mostBytes) : random.nextInt(100);
        ((SlotStore) running).change(random.nextInt(SLOTS), bytes, nextSeed++);
    }

    @Override
    public Optional<String> missing(Map<String, ImmortalBase> running) {
        for (String each : stores) {
            for (String other : stores) {
                boolean same = each.equals(other) || store(running, each).isCopyOf(store(running, other));
                if (!same) {
                    return Optional.of(each + " has no complete copy of " + other);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public long executed(Map<String, ImmortalBase> running) {
        return stores.stream()
                .mapToLong(each -> store(running, each).executed())
                .sum();
    }

    private static SlotStore store(Map<String, ImmortalBase> running, String name) {
        return (SlotStore) running.get(name);
    }
}
