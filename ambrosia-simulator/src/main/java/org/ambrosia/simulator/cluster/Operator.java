package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambrosia.runtime.core.OperatorEvent;
import org.ambrosia.simulator.check.Violation;

/** Reads the warnings of processes, and types the commands that they name, sooner or later. */
final class Operator {
    private static final Pattern COMMAND = Pattern.compile("bin/ambrosia forget-peer -i (\\w+) --peer (\\w+)");
    private static final int FIRST_MICROS = 300_000;
    private static final int MOST_MICROS = 12_000_000;
    private static final int AGAIN_MICROS = 100_000;
    private static final int MOST_TIMES = 10;

    private final Cluster cluster;
    private final TreeSet<Command> due = new TreeSet<>();
    /** For each command, each time that it was typed: the first record that may know of it. */
    private final TreeMap<Command, List<Long>> typed = new TreeMap<>();

    private boolean waits;
    private int times;

    Operator(Cluster cluster) {
        this.cluster = cluster;
    }

    private record Command(String instance, String peer) implements Comparable<Command> {
        @Override
        public int compareTo(Command other) {
            return (instance + " " + peer).compareTo(other.instance + " " + other.peer);
        }
    }

    /** Whether it types nothing for now. */
    void waits(boolean wanted) {
        waits = wanted;
    }

    /** A process has warned of this. */
    void reads(String warning) {
        Matcher named = COMMAND.matcher(warning);
        while (named.find()) {
            Command command = new Command(named.group(1), named.group(2));
            if (due.add(command)) {
                cluster.scheduler()
                        .after(1_000L * FIRST_MICROS + cluster.scheduler().some(MOST_MICROS), () -> type(command));
            }
        }
    }

    /** Whether it has a command to type. */
    boolean isBusy() {
        return !due.isEmpty();
    }

    /** How many commands it has typed. */
    int times() {
        return times;
    }

    /** The first record of an instance that may know of each time that it was to forget this peer. */
    List<Long> forgotten(String instance, String peer) {
        return typed.getOrDefault(new Command(instance, peer), List.of());
    }

    /** Whether one of the two was to forget the other. */
    boolean hasParted(String one, String other) {
        return !forgotten(one, other).isEmpty() || !forgotten(other, one).isEmpty();
    }

    private void type(Command command) {
        Machine machine = cluster.machine(command.instance);
        SimProcess primary = machine.published();
        if (waits || primary == null || !primary.isServing() || primary.isPaused()) {
            cluster.scheduler().after(cluster.scheduler().some(AGAIN_MICROS), () -> type(command));
            return;
        }
        due.remove(command);
        List<Long> before = typed.computeIfAbsent(command, key -> new ArrayList<>());
        before.add((long) machine.history().records().size());
        Violation.unless(
                before.size() <= MOST_TIMES,
                "\"forget-peer -i " + command.instance + " --peer " + command.peer + "\" does not help");
        times++;
        cluster.count(Coverage.Count.PEERS_FORGOTTEN);
        cluster.trace("operator", "forget-peer -i " + command.instance + " --peer " + command.peer);
        primary.run(() -> primary.post(new OperatorEvent.PeerForgotten(command.peer)));
    }
}
