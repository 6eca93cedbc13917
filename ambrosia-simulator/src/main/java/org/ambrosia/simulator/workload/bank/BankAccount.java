package org.ambrosia.simulator.workload.bank;

import org.ambrosia.simulator.workload.Counters;
import org.ambrosia.simulator.workload.SelfChecking;
import org.ambrosia.simulator.workload.Stamp;

/** An account that knows what is on its way to it. */
final class BankAccount extends AccountImmortal implements SelfChecking {
    static final long OPENING_BALANCE = 1_000;

    private final transient String name;
    private final Counters counters = new Counters();
    private transient boolean primary;
    private long balance = OPENING_BALANCE;
    private long promised;

    BankAccount(String name) {
        this.name = name;
    }

    long balance() {
        return balance;
    }

    /** How much was asked for and has not come yet. */
    long promised() {
        return promised;
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

    /** From outside: orders a payment, or a withdrawal elsewhere. */
    void order(boolean pay, String other, long amount) {
        if (pay) {
            self().payImpulse(other, amount);
        } else {
            self().fetchImpulse(other, amount);
        }
    }

    @Override
    public void pay(String to, long amount) {
        if (amount <= balance) {
            balance -= amount;
            AccountProxy.of(this, to).depositFork(counters.next(name, to), amount);
        }
    }

    @Override
    public void fetch(String from, long amount) {
        promised += amount;
        AccountProxy.of(this, from)
                .withdrawAsync(counters.next(name, from), amount)
                .onResult(this::fetched, amount);
    }

    @Override
    public void deposit(Stamp stamp, long amount) {
        counters.came(stamp);
        balance += amount;
    }

    @Override
    public long withdraw(Stamp stamp, long amount) {
        counters.came(stamp);
        long paid = Math.min(amount, balance);
        balance -= paid;
        return paid;
    }

    private void fetched(long amount, long wanted) {
        counters.check(amount >= 0 && amount <= wanted, amount + " came, " + wanted + " was wanted");
        promised -= wanted;
        balance += amount;
    }
}
