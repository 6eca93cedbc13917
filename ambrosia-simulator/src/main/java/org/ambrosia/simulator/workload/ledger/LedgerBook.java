package org.ambrosia.simulator.workload.ledger;

import java.util.TreeMap;
import org.ambrosia.simulator.workload.SelfChecking;

/** Knows the last call of each caller. */
final class LedgerBook extends LedgerImmortal implements SelfChecking {
    private final TreeMap<String, Long> last = new TreeMap<>();
    private transient boolean primary;
    private String violation;

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

    @Override
    public long enter(String caller, long number, byte[] filler) {
        Long before = last.put(caller, number);
        if (violation == null && number != (before == null ? 1 : before + 1)) {
            violation = "the client " + caller + " makes call " + number + " behind " + before;
        }
        return number;
    }

    long executed() {
        return last.values().stream().mapToLong(each -> each).sum();
    }
}
