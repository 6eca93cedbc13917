package org.ambrosia.simulator.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ambrosia.simulator.workload.bank.BankWorkload;
import org.ambrosia.simulator.workload.ledger.LedgerWorkload;
import org.ambrosia.simulator.workload.stores.StoreWorkload;
import org.ambrosia.simulator.workload.tokens.TokenWorkload;

/** Draws the workloads of a run. */
public final class Mix {
    private Mix() {}

    /** One to four workloads from a seed. */
    public static List<Workload> draw(RandomGenerator random, int largestMessage) {
        List<Workload> drawn = new ArrayList<>();
        if (random.nextInt(10) < 4) {
            drawn.add(new BankWorkload(random.nextInt(2, 4)));
        }
        if (random.nextInt(10) < 3) {
            drawn.add(new StoreWorkload(2, largestMessage * 3 / 4));
        }
        if (random.nextInt(10) < 4) {
            drawn.add(new LedgerWorkload(random.nextInt(1, 4)));
        }
        if (drawn.isEmpty() || random.nextInt(10) < 5) {
            drawn.add(new TokenWorkload(random.nextInt(1, 4)));
        }
        return drawn;
    }
}
