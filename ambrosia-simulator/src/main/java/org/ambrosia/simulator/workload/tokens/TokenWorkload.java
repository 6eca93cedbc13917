package org.ambrosia.simulator.workload.tokens;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.workload.Workload;

/** Relays, and the model that says where each token must have been when all is done. */
public final class TokenWorkload implements Workload {
    private static final int HOPS = 6;

    private final List<String> relays;
    private final Map<String, TreeSet<Long>> certain = new TreeMap<>();
    private long nextToken = 1;

    /** Makes a workload of so many relays. */
    public TokenWorkload(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("relay" + i);
        }
        this.relays = List.copyOf(names);
        relays.forEach(each -> certain.put(each, new TreeSet<>()));
    }

    @Override
    public Map<String, Supplier<ImmortalBase>> instances() {
        Map<String, Supplier<ImmortalBase>> instances = new TreeMap<>();
        relays.forEach(each -> instances.put(each, () -> new TokenRelay(each, relays)));
        return instances;
    }

    @Override
    public void act(ImmortalBase running, RandomGenerator random, boolean mustArrive) {
        String destination = relays.get(random.nextInt(relays.size()));
        Token token = new Token(nextToken++, HOPS);
        if (mustArrive) {
            certain.get(destination).add(token.id());
        }
        ((TokenRelay) running).send(destination, token);
    }

    @Override
    public Optional<String> missing(Map<String, ImmortalBase> running) {
        Map<String, TreeSet<Long>> expected = expected(running);
        for (String each : relays) {
            if (!relay(running, each).injected().containsAll(certain.get(each))) {
                return Optional.of(each + " lacks impulses, though nothing failed: " + certain.get(each));
            }
            TreeSet<Long> applied = relay(running, each).applied();
            if (!applied.equals(expected.get(each))) {
                return Optional.of(difference(each, applied, expected.get(each)));
            }
        }
        return Optional.empty();
    }

    @Override
    public long executed(Map<String, ImmortalBase> running) {
        return relays.stream()
                .mapToLong(each -> relay(running, each).applied().size())
                .sum();
    }

    private Map<String, TreeSet<Long>> expected(Map<String, ImmortalBase> running) {
        Map<String, TreeSet<Long>> expected = new TreeMap<>();
        ArrayDeque<Hop.Pass> open = new ArrayDeque<>();
        for (String each : relays) {
            expected.put(each, new TreeSet<>());
            relay(running, each).injected().forEach(id -> open.add(new Hop.Pass(each, new Token(id, HOPS))));
        }
        while (!open.isEmpty()) {
            Hop.Pass at = open.poll();
            expected.get(at.destination()).add(at.token().id());
            for (Hop hop : Hop.of(at.token(), at.destination(), relays)) {
                if (hop instanceof Hop.Pass pass) {
                    open.add(pass);
                } else if (hop instanceof Hop.Visit visit) {
                    open.add(new Hop.Pass(visit.destination(), visit.token()));
                    open.add(new Hop.Pass(at.destination(), visit.answer()));
                }
            }
        }
        return expected;
    }

    private static String difference(String relay, TreeSet<Long> applied, TreeSet<Long> expected) {
        TreeSet<Long> missing = new TreeSet<>(expected);
        missing.removeAll(applied);
        TreeSet<Long> tooMany = new TreeSet<>(applied);
        tooMany.removeAll(expected);
        return relay + " lacks tokens " + missing + " and has tokens from nowhere " + tooMany;
    }

    private static TokenRelay relay(Map<String, ImmortalBase> running, String name) {
        return (TokenRelay) running.get(name);
    }
}
