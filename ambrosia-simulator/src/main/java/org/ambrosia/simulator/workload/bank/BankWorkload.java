package org.ambrosia.simulator.workload.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.workload.Workload;

/** Accounts whose balances must add up to what they were opened with when nothing is on its way. */
public final class BankWorkload implements Workload {
    private final List<String> accounts = new ArrayList<>();

    /** Makes a workload of so many accounts. */
    public BankWorkload(int count) {
        for (int i = 0; i < count; i++) {
            accounts.add("bank" + i);
        }
    }

    @Override
    public Map<String, Supplier<ImmortalBase>> instances() {
        Map<String, Supplier<ImmortalBase>> instances = new TreeMap<>();
        accounts.forEach(each -> instances.put(each, () -> new BankAccount(each)));
        return instances;
    }

    @Override
    public void act(ImmortalBase running, RandomGenerator random, boolean mustArrive) {
        String other = accounts.get(random.nextInt(accounts.size()));
        ((BankAccount) running).order(random.nextBoolean(), other, random.nextInt(1, 200));
    }

    @Override
    public Optional<String> missing(Map<String, ImmortalBase> running) {
        long total = 0;
        for (String each : accounts) {
            BankAccount account = (BankAccount) running.get(each);
            total += account.balance();
            if (account.promised() != 0) {
                return Optional.of(account.promised() + " that " + each + " asked for has not come");
            }
        }
        long opened = accounts.size() * BankAccount.OPENING_BALANCE;
        return total == opened
                ? Optional.empty()
                : Optional.of("the balances add up to " + total + ", not to " + opened);
    }

    @Override
    public long executed(Map<String, ImmortalBase> running) {
        return accounts.stream()
                .mapToLong(each -> ((BankAccount) running.get(each)).executed())
                .sum();
    }
}
