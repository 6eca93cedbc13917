package org.ambrosia.simulator.workload.gauges;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.simulator.check.MethodOutcomes;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.workload.Workload;

/** Gauges, of each of which an older build may run for a while. */
public final class GaugeWorkload implements Workload {
    private final List<String> gauges;

    /** Creates a workload of that many gauges. */
    public GaugeWorkload(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("gauge" + i);
        }
        this.gauges = List.copyOf(names);
    }

    @Override
    public Map<String, Supplier<ImmortalBase>> instances() {
        return build(false);
    }

    @Override
    public Map<String, Supplier<ImmortalBase>> olderInstances() {
        return build(true);
    }

    private Map<String, Supplier<ImmortalBase>> build(boolean older) {
        Map<String, Supplier<ImmortalBase>> instances = new TreeMap<>();
        gauges.forEach(each -> instances.put(each, () -> new GaugeKeeper(each, older)));
        return instances;
    }

    @Override
    public void act(ImmortalBase running, RandomGenerator random, boolean mustArrive) {
        String to = gauges.get(random.nextInt(gauges.size()));
        ((GaugeKeeper) running).orderOf(to, random.nextBoolean());
    }

    @Override
    public Optional<String> missing(Map<String, ImmortalBase> running) {
        for (String each : gauges) {
            for (String other : gauges) {
                String missing = gauge(running, each).missingAt(gauge(running, other));
                if (missing != null) {
                    return Optional.of(missing);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void checkLog(ImmortalBase running, byte[] firstCheckpoint, List<LoggedRecord> log) {
        GaugeKeeper keeper = (GaugeKeeper) running;
        long expected = MethodOutcomes.executed(firstCheckpoint, log, keeper.newestId());
        Violation.unless(
                keeper.measured() == expected,
                "a gauge has executed " + keeper.measured() + " requests of the newest method, expected " + expected
                        + " by what its log says of builds");
    }

    @Override
    public long executed(Map<String, ImmortalBase> running) {
        return gauges.stream()
                .mapToLong(each -> gauge(running, each).executed())
                .sum();
    }

    private static GaugeKeeper gauge(Map<String, ImmortalBase> running, String name) {
        return (GaugeKeeper) running.get(name);
    }
}
