package org.ambrosia.simulator.workload.desks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.simulator.workload.Workload;

/** Desks; what must have become of each order is for those to say who know which logs were exchanged. */
public final class DeskWorkload implements Workload {
    private final List<String> desks;
    private long lastGoods;

    /** Creates a workload of that many desks. */
    public DeskWorkload(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("desk" + i);
        }
        this.desks = List.copyOf(names);
    }

    /** The desks' names. */
    public List<String> desks() {
        return desks;
    }

    @Override
    public Map<String, Supplier<ImmortalBase>> instances() {
        Map<String, Supplier<ImmortalBase>> instances = new TreeMap<>();
        desks.forEach(each -> instances.put(each, () -> new DeskClerk(each)));
        return instances;
    }

    @Override
    public void act(ImmortalBase running, RandomGenerator random, boolean mustArrive) {
        order(running, desks.get(random.nextInt(desks.size())), random.nextBoolean());
    }

    /** Orders something at a desk. */
    public void order(ImmortalBase running, String at, boolean confirmed) {
        ((DeskClerk) running).orderOf(at, ++lastGoods, confirmed);
    }

    @Override
    public Optional<String> missing(Map<String, ImmortalBase> running) {
        return Optional.empty();
    }

    @Override
    public long executed(Map<String, ImmortalBase> running) {
        return desks.stream()
                .mapToLong(each -> ((DeskClerk) running.get(each)).executed())
                .sum();
    }

    /** Where the goods that a desk waits for were ordered. */
    public Map<Long, String> open(ImmortalBase running) {
        return ((DeskClerk) running).open();
    }

    /** What a desk's log says that it did. */
    public DeskLog read(List<LoggedRecord> log) {
        return new DeskLog(log);
    }
}
