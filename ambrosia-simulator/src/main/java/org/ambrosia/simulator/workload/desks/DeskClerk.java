package org.ambrosia.simulator.workload.desks;

import java.util.TreeMap;
import org.ambrosia.simulator.workload.SelfChecking;

/** Notices a confirmation of other goods, and knows which are not confirmed yet. */
final class DeskClerk extends DeskImmortal implements SelfChecking {
    private static final long CONFIRMATION = 1_000_003;

    private final transient String name;
    /** Where the goods that are not confirmed yet were ordered. */
    private final TreeMap<Long, String> open = new TreeMap<>();

    private long taken;
    private long digest;
    private String violation;
    private transient boolean primary;

    DeskClerk(String name) {
        this.name = name;
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
        return violation;
    }

    /** From outside. */
    void orderOf(String at, long goods, boolean confirmed) {
        self().orderImpulse(at, goods, confirmed);
    }

    TreeMap<Long, String> open() {
        return open;
    }

    long executed() {
        return taken;
    }

    @Override
    public void order(String at, long goods, boolean confirmed) {
        DeskProxy other = DeskProxy.of(this, at);
        if (confirmed) {
            open.put(goods, at);
            other.confirmAsync(name, goods).onResult(this::confirmed, goods);
        } else {
            other.takeFork(name, goods);
        }
    }

    @Override
    public void take(String from, long goods) {
        taken++;
        digest = 31 * digest + goods;
    }

    @Override
    public long confirm(String from, long goods) {
        take(from, goods);
        return goods * CONFIRMATION;
    }

    private void confirmed(long confirmation, long goods) {
        if (violation == null && confirmation != goods * CONFIRMATION) {
            violation = "the confirmation of goods " + goods + " is that of goods " + confirmation / CONFIRMATION;
        }
        open.remove(goods);
    }
}
