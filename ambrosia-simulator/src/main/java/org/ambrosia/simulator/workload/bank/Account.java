package org.ambrosia.simulator.workload.bank;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;
import org.ambrosia.simulator.workload.Stamp;

/** An account of a bank. */
@Immortal
public interface Account {
    /** Somebody orders a payment to another account. */
    @Impulse
    void pay(String to, long amount);

    /** Somebody orders that money is fetched from another account, if it has enough. */
    @Impulse
    void fetch(String from, long amount);

    /** Money comes in. */
    void deposit(Stamp stamp, long amount);

    /** Money goes out; returns how much. */
    long withdraw(Stamp stamp, long amount);
}
