package org.ambrosia.simulator.workload.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.workload.Workload;

/** A ledger with some clients, each of which must find each of its calls executed once, and in order. */
public final class LedgerWorkload implements Workload {
    /** The instance that is called. */
    public static final String NAME = "ledger";

    private final int callers;

    /** Makes a workload of so many callers. */
    public LedgerWorkload(int callers) {
        this.callers = callers;
    }

    @Override
    public Map<String, Supplier<ImmortalBase>> instances() {
        return Map.of(NAME, LedgerBook::new);
    }

    @Override
    public int callers() {
        return callers;
    }

    /** Nothing comes from the instance itself. */
    @Override
    public void act(ImmortalBase running, RandomGenerator random, boolean mustArrive) {}

    @Override
    public Optional<String> missing(Map<String, ImmortalBase> running) {
        return Optional.empty();
    }

    @Override
    public long executed(Map<String, ImmortalBase> running) {
        return ((LedgerBook) running.get(NAME)).executed();
    }
}
