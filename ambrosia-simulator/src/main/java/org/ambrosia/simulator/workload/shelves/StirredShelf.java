package org.ambrosia.simulator.workload.shelves;

import org.ambrosia.simulator.workload.Counters;
import org.ambrosia.simulator.workload.SelfChecking;
import org.ambrosia.simulator.workload.Stamp;

/** Stirs its parts, and keeps a digest of everything that could be seen of them, so that no difference is ever forgotten. */
final class StirredShelf extends ShelfImmortal implements SelfChecking {
    private final transient String name;
    private final transient String next;
    private final ShelfParts parts = new ShelfParts();
    private final Counters counters = new Counters();
    private long digest;
    private transient boolean primary;

    StirredShelf(String name, String next) {
        this.name = name;
        this.next = next;
    }

    Counters counters() {
        return counters;
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

    /** From outside: something is done with the state. */
    void stirLater(long choice) {
        self().stirImpulse(choice);
    }

    @Override
    public void stir(long choice) {
        String seen = see(parts.act(choice));
        ShelfProxy.of(this, next)
                .seenAsync(counters.next(name, next), choice, seen)
                .onResult(this::answered);
    }

    @Override
    public String seen(Stamp stamp, long choice, String there) {
        counters.came(stamp);
        see(there);
        return see(parts.act(choice));
    }

    private void answered(String there) {
        see(there);
    }

    private String see(String answer) {
        digest = digest * 31 + answer.hashCode();
        return answer;
    }
}
