package org.ambrosia.acceptance;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An honest peer of the vault, which proves what it is asked, and checks each answer that it gets. */
final class TestTeller extends TellerImmortal {
    private final transient long secret;
    /** What the test sees; not part of the state. */
    final transient List<String> wrong = new CopyOnWriteArrayList<>();

    final transient Latencies latencies = new Latencies();
    private final transient Map<Long, Long> begun = new ConcurrentHashMap<>();
    private transient volatile boolean primary;
    /** The number of the last proof that was asked for. */
    private transient volatile long proved;

    private long deposits;
    private boolean goesOn;

    TestTeller(long secret) {
        this.secret = secret;
    }

    long proved() {
        return proved;
    }

    boolean isPrimary() {
        return primary;
    }

    /** Whether each deposit was answered. */
    boolean isIdle() {
        return begun.isEmpty();
    }

    @Override
    protected void onBecomingPrimary() {
        primary = true;
    }

    void begin() {
        self().depositImpulse(true);
    }

    void stop() {
        self().depositImpulse(false);
    }

    @Override
    public long prove(long number) {
        proved = number;
        return GuardedVault.proof(secret, number);
    }

    @Override
    public void deposit(boolean wanted) {
        goesOn = wanted;
        if (wanted) {
            next();
        }
    }

    private void next() {
        long number = ++deposits;
        begun.put(number, System.nanoTime());
        VaultProxy.of(this, "vault").depositAsync(secret, 0, number).onResult(this::onDeposited, number);
    }

    private void onDeposited(long count, long number) {
        Long begin = begun.remove(number);
        if (count != number || begin == null) {
            wrong.add("deposit " + number + " was answered with " + count + (begin == null ? " once more" : ""));
            return;
        }
        latencies.add(System.nanoTime() - begin);
        if (goesOn) {
            next();
        }
    }
}
