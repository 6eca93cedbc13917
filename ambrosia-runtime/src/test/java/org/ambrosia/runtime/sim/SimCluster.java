package org.ambrosia.runtime.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.runtime.sim.TokenApp.Passed;
import org.ambrosia.runtime.sim.TokenApp.Token;

/**
 * A cluster from a seed. First chaos, in which nothing may be wrong; then no more faults, and every token must arrive, once
 * and in order, and each instance must come to the same state again from its log.
 */
public final class SimCluster {
    private static final int HOPS = 8;
    private static final int TRACE_KEPT = 60;

    private final long seed;
    private final SimScheduler scheduler;
    private final List<String> names = new ArrayList<>();
    private final Map<String, SimLog> logs = new TreeMap<>();
    private final Map<String, SimInstance> running = new TreeMap<>();
    private final Map<Integer, SimLink> links = new HashMap<>();
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private final double crashChance;
    private final double cutChance;
    private final double checkpointFailChance;
    private final int handlerMicros;
    private final int diskMicros;
    private final int faultMicros;
    private final int downMicros;
    private final long checkpointBytes;
    private boolean chaos = true;
    private long nextToken = 1;
    private int nextLink = 1;
    private long events;
    private int crashes;
    private long traceHash;

    private SimCluster(long seed) {
        this.seed = seed;
        this.scheduler = new SimScheduler(seed);
        int count = scheduler.random().nextInt(1, 5);
        for (int i = 0; i < count; i++) {
            names.add("i" + (char) ('a' + i));
        }
        crashChance = scheduler.random().nextDouble() * 0.3;
        cutChance = scheduler.random().nextDouble() * 0.3;
        checkpointFailChance = scheduler.chance(0.3) ? 0.3 : 0;
        diskMicros = scheduler.chance(0.4) ? 10_000 : 300;
        faultMicros = scheduler.chance(0.5) ? 3_000 : 30_000;
        downMicros = scheduler.chance(0.5) ? 2_000 : 60_000;
        handlerMicros = scheduler.chance(0.3) ? 2_000 : 50;
        checkpointBytes = scheduler.random().nextInt(600, 6_000);
    }

    /** What a run covered. */
    public record Outcome(long events, int crashes, int tokens, long traceHash) {}

    /** Runs one seed to its end. */
    public static Outcome run(long seed) {
        SimCluster cluster = new SimCluster(seed);
        try {
            return cluster.run();
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError(
                    "Seed " + seed + " failed: " + failed
                            + "\nRepeat it with: mvn -pl ambrosia-annotations,ambrosia-runtime test"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=CoordinatorSimTest -Dambrosia.seeds=1"
                            + " -Dambrosia.seed=" + seed + "\nLast events:\n  " + String.join("\n  ", cluster.trace),
                    failed);
        }
    }

    SimScheduler scheduler() {
        return scheduler;
    }

    List<String> names() {
        return names;
    }

    long checkpointBytes() {
        return checkpointBytes;
    }

    int handlerMicros() {
        return handlerMicros;
    }

    int diskMicros() {
        return diskMicros;
    }

    boolean checkpointFails() {
        return chaos && scheduler.chance(checkpointFailChance);
    }

    SimLink link(int number) {
        return links.get(number);
    }

    List<SimLink> linksOf(SimInstance instance) {
        return List.copyOf(links.values()).stream()
                .filter(each -> each.joins(instance))
                .toList();
    }

    void dial(SimInstance dialler, String peer) {
        SimInstance answerer = running.get(peer);
        if (answerer == null || !answerer.isServing()) {
            dialler.on(new org.ambrosia.runtime.core.Event.DialFailed(peer));
            return;
        }
        SimLink link = new SimLink(scheduler, nextLink, dialler, answerer);
        links.put(nextLink++, link);
        link.open();
    }

    void trace(String what) {
        events++;
        traceHash = traceHash * 31 + what.hashCode() + scheduler.nowNanos();
        trace.add(scheduler.nowNanos() / 1_000 + " " + what);
        if (trace.size() > TRACE_KEPT) {
            trace.poll();
        }
    }

    private Outcome run() {
        for (String name : names) {
            logs.put(name, new SimLog(names.indexOf(name) + 1));
            scheduler.later(50_000, () -> start(name));
        }
        long chaosEnd = scheduler.nowNanos() + 1_000_000_000L;
        fault();
        work();
        while (scheduler.nowNanos() < chaosEnd) {
            scheduler.step();
        }
        chaos = false;
        long deadline = scheduler.nowNanos() + 120_000_000_000L;
        settle(deadline);
        Map<String, TreeSet<Long>> lastImpulses = sendLastImpulses();
        settle(deadline);
        TreeSet<Long> tokens = expected();
        lastImpulses.forEach((name, sent) -> {
            if (!running.get(name).app().impulses().containsAll(sent)) {
                throw new AssertionError("Impulses to " + name + " are lost, though nothing failed: " + sent);
            }
        });
        checkReplay();
        return new Outcome(events, crashes, tokens.size(), traceHash);
    }

    /** Goes on until everything has arrived, and for a second nothing more came. */
    private void settle(long deadline) {
        int before = -1;
        while (!isComplete() || expected().size() != before) {
            before = expected().size();
            if (scheduler.nowNanos() > deadline) {
                throw new AssertionError("After healing, tokens are missing: " + missing());
            }
            long pause = scheduler.nowNanos() + 1_000_000_000L;
            while (scheduler.nowNanos() < pause) {
                scheduler.step();
            }
        }
    }

    private void start(String name) {
        SimInstance present = running.get(name);
        if (present == null || present.isDead()) {
            running.put(name, new SimInstance(this, name, logs.get(name)));
        }
    }

    private void fault() {
        scheduler.later(faultMicros, () -> {
            if (!chaos) {
                names.forEach(this::start);
                return;
            }
            String name = names.get(scheduler.random().nextInt(names.size()));
            SimInstance victim = running.get(name);
            if (victim != null && !victim.isDead() && scheduler.chance(crashChance)) {
                trace(name + " crashes");
                crashes++;
                victim.crash();
                scheduler.later(downMicros, () -> start(name));
            }
            for (SimLink each : List.copyOf(links.values())) {
                if (victim != null && each.joins(victim) && scheduler.chance(cutChance)) {
                    each.cut();
                }
            }
            fault();
        });
    }

    private void work() {
        scheduler.later(6_000, () -> {
            if (chaos) {
                SimInstance target = running.get(names.get(scheduler.random().nextInt(names.size())));
                if (target != null && target.isServing()) {
                    String destination = names.get(scheduler.random().nextInt(names.size()));
                    target.impulse(destination, new Token(nextToken++ * 2_000_006L + 1, HOPS));
                }
                work();
            }
        });
    }

    /** Impulses from everyone to everyone, which now must arrive. Gives what each should have got. */
    private Map<String, TreeSet<Long>> sendLastImpulses() {
        Map<String, TreeSet<Long>> sent = new TreeMap<>();
        for (SimInstance from : running.values()) {
            for (String to : names) {
                Token token = new Token(nextToken++ * 2_000_006L, 0);
                sent.computeIfAbsent(to, name -> new TreeSet<>()).add(token.id());
                from.impulse(to, token);
            }
        }
        return sent;
    }

    private boolean isComplete() {
        return running.size() == names.size()
                && running.values().stream().allMatch(SimInstance::isServing)
                && missing().isEmpty();
    }

    private TreeSet<Long> missing() {
        TreeSet<Long> missing = expected();
        running.values().forEach(each -> missing.removeAll(each.app().applied()));
        return missing;
    }

    /** Every token that follows from an impulse that was logged. */
    private TreeSet<Long> expected() {
        TreeSet<Long> expected = new TreeSet<>();
        ArrayDeque<Token> open = new ArrayDeque<>();
        running.values()
                .forEach(each -> each.app().impulses().forEach(id -> open.add(new Token(id, id % 2 == 0 ? 0 : HOPS))));
        while (!open.isEmpty()) {
            Token token = open.poll();
            if (!expected.add(token.id())) {
                throw new IllegalStateException("Token numbers clash in seed " + seed);
            }
            for (Passed each : token.passedOn(names)) {
                open.add(each.token());
            }
        }
        return expected;
    }

    /** All instances end, and each must come to the same state again from every checkpoint that it kept. */
    private void checkReplay() {
        for (SimInstance each : List.copyOf(running.values())) {
            byte[] state = each.app().save();
            SimLog log = logs.get(each.name());
            each.crash();
            for (long checkpoint : log.checkpoints.keySet()) {
                TokenApp replayed = new TokenApp(each.name(), names);
                replayed.load(log.checkpoints.get(checkpoint).application());
                log.from(checkpoint).forEach(record -> {
                    var in = new org.ambrosia.runtime.protocol.Decoder(
                            record.bytes(), record.bodyOffset(), record.bodyLength());
                    while (in.remaining() > 0) {
                        int size = in.length();
                        replayed.execute(new org.ambrosia.runtime.protocol.Decoder(in.array(), in.position(), size));
                        in.skip(size);
                    }
                });
                if (!java.util.Arrays.equals(state, replayed.save())) {
                    throw new AssertionError(each.name() + ": replay from checkpoint " + checkpoint
                            + " gives another state: " + replayed.applied().size() + " tokens, not "
                            + each.app().applied().size());
                }
            }
        }
    }
}
