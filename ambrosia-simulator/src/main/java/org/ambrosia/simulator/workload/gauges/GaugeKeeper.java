package org.ambrosia.simulator.workload.gauges;

import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.codegen.UnknownMethodException;
import org.ambrosia.simulator.workload.Counters;
import org.ambrosia.simulator.workload.SelfChecking;
import org.ambrosia.simulator.workload.Stamp;

/** Knows which of its requests were answered how, and which requests of others it has executed. */
final class GaugeKeeper extends ImmortalBase implements Gauge, SelfChecking {
    private static final long UNIT = 7;

    private final transient String name;
    private final transient boolean older;
    private final Counters counters = new Counters();
    /** How many times each gauge was asked to measure. */
    private final TreeMap<String, Long> asked = new TreeMap<>();

    private final TreeMap<String, TreeSet<Long>> answered = new TreeMap<>();
    private final TreeMap<String, TreeSet<Long>> failed = new TreeMap<>();
    /** The requests of each gauge that were executed here. */
    private final TreeMap<String, TreeSet<Long>> measured = new TreeMap<>();

    private transient boolean primary;

    /**
     * Creates a gauge.
     *
     * @param older whether this build does not have the newest method
     */
    GaugeKeeper(String name, boolean older) {
        this.name = name;
        this.older = older;
    }

    @Override
    protected Dispatcher dispatcher() {
        return build();
    }

    private GaugeBuild build() {
        return new GaugeBuild(new GaugeDispatcher(this), older);
    }

    /** The id of the method that only the newest build has. */
    int newestId() {
        return build().newestId();
    }

    @Override
    protected void onBecomingPrimary() {
        primary = true;
    }

    @Override
    public boolean isPrimary() {
        return primary;
    }

    @Override
    public String violation() {
        return counters.violation();
    }

    /** From outside. */
    void orderOf(String to, boolean measures) {
        new GaugeProxy(context(), name).orderImpulse(to, measures);
    }

    long executed() {
        return counters.received() + measured();
    }

    /** How many requests to measure were executed here. */
    long measured() {
        return measured.values().stream().mapToLong(TreeSet::size).sum();
    }

    /** What is not done, or done wrongly, of that which this gauge has asked of another one; null if all is well. */
    String missingAt(GaugeKeeper other) {
        long counted = other.counters.receivedFrom(name);
        if (counted != counters.sentTo(other.name)) {
            return other.name + " has counted " + counted + " for " + name + " of " + counters.sentTo(other.name);
        }
        TreeSet<Long> done = answered.getOrDefault(other.name, new TreeSet<>());
        TreeSet<Long> notDone = failed.getOrDefault(other.name, new TreeSet<>());
        long open = asked.getOrDefault(other.name, 0L) - done.size() - notDone.size();
        if (open != 0) {
            return open + " requests of " + name + " to " + other.name + " are not answered";
        }
        TreeSet<Long> executed = other.measured.getOrDefault(name, new TreeSet<>());
        return done.equals(executed)
                ? null
                : name + " was answered " + done + " by " + other.name + ", which has executed " + executed
                        + " and failed " + notDone;
    }

    @Override
    public void order(String to, boolean measures) {
        GaugeProxy other = GaugeProxy.of(this, to);
        if (measures) {
            long number = asked.merge(to, 1L, Long::sum);
            other.measureAsync(name, number)
                    .onResult(this::answered, to, number)
                    .onFailure(this::failed, to + " " + number);
        } else {
            other.countFork(counters.next(name, to));
        }
    }

    @Override
    public void count(Stamp stamp) {
        counters.came(stamp);
    }

    @Override
    public long measure(String from, long number) {
        TreeSet<Long> before = measured.computeIfAbsent(from, source -> new TreeSet<>());
        counters.check(
                before.isEmpty() || before.last() < number,
                "request " + number + " of " + from + " came after " + before);
        before.add(number);
        return number * UNIT;
    }

    private void answered(long value, String by, long number) {
        counters.check(value == number * UNIT, "the answer of " + by + " to request " + number + " is " + value);
        counters.check(
                answered.computeIfAbsent(by, gauge -> new TreeSet<>()).add(number),
                "request " + number + " was answered twice");
    }

    private void failed(CallFailedException failure, String request) {
        String by = request.substring(0, request.indexOf(' '));
        long number = Long.parseLong(request.substring(by.length() + 1));
        counters.check(
                failure.remoteClass().equals(UnknownMethodException.class.getName()),
                "request " + number + " to " + by + " failed: " + failure.getMessage());
        counters.check(
                failed.computeIfAbsent(by, gauge -> new TreeSet<>()).add(number),
                "request " + number + " failed twice");
    }
}
