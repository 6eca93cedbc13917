package org.ambrosia.simulator.workload.stores;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.ambrosia.simulator.workload.Counters;
import org.ambrosia.simulator.workload.SelfChecking;
import org.ambrosia.simulator.workload.Stamp;

/** Slots of its own, and copies of those of others. */
final class SlotStore extends StoreImmortal implements SelfChecking {
    private final transient String name;
    private final transient List<String> stores;
    private final TreeMap<Integer, byte[]> slots = new TreeMap<>();
    private final TreeMap<String, byte[]> copies = new TreeMap<>();
    private final Counters counters = new Counters();
    private transient boolean primary;

    SlotStore(String name, List<String> stores) {
        this.name = name;
        this.stores = stores;
    }

    /** Whether this store's copy of another's slots is complete. */
    boolean isCopyOf(SlotStore other) {
        return other.slots.entrySet().stream()
                .allMatch(each -> Arrays.equals(each.getValue(), copies.get(key(other.name, each.getKey()))));
    }

    long executed() {
        return counters.received();
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

    /** From outside: changes a slot. */
    void change(int slot, int bytes, long seed) {
        self().putImpulse(slot, bytes, seed);
    }

    @Override
    public void put(int slot, int bytes, long seed) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) (seed * 31 + i);
        }
        slots.put(slot, content);
        for (String each : stores) {
            if (!each.equals(name)) {
                StoreProxy.of(this, each).copyFork(counters.next(name, each), slot, content);
            }
        }
    }

    @Override
    public void copy(Stamp stamp, int slot, byte[] content) {
        counters.came(stamp);
        copies.put(key(stamp.source(), slot), content);
    }

    private static String key(String store, int slot) {
        return store + "/" + slot;
    }
}
