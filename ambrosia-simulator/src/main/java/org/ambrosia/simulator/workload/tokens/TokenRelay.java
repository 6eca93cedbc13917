package org.ambrosia.simulator.workload.tokens;

import java.util.List;
import java.util.TreeSet;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.simulator.workload.Counters;
import org.ambrosia.simulator.workload.SelfChecking;
import org.ambrosia.simulator.workload.Stamp;

/** Keeps what it has seen in its state, so that a token that comes twice, or out of order, is found at once. */
final class TokenRelay extends RelayImmortal implements SelfChecking {
    private final transient String name;
    private final transient List<String> relays;
    private final TreeSet<Long> applied = new TreeSet<>();
    private final TreeSet<Long> injected = new TreeSet<>();
    private final Counters counters = new Counters();
    private transient boolean primary;

    TokenRelay(String name, List<String> relays) {
        this.name = name;
        this.relays = relays;
    }

    TreeSet<Long> applied() {
        return applied;
    }

    TreeSet<Long> injected() {
        return injected;
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

    /** From outside: sends a token to a relay. */
    void send(String destination, Token token) {
        RelayProxy.of(this, destination).injectImpulse(token);
    }

    @Override
    public void inject(Token token) {
        counters.check(injected.add(token.id()), "impulse " + token + " came twice");
        apply(token);
    }

    @Override
    public void pass(Stamp stamp, Token token) {
        counters.came(stamp);
        apply(token);
    }

    @Override
    public long visit(Stamp stamp, Token token, boolean fails) {
        counters.came(stamp);
        apply(token);
        if (fails) {
            throw new ExpectedFailure();
        }
        return token.id();
    }

    private void answered(long id, Token visited, Token answer) {
        counters.check(id == visited.id(), "the answer to " + visited + " is " + id);
        apply(answer);
    }

    private void failed(CallFailedException failure, Token answer) {
        counters.check(failure.getMessage().contains("ExpectedFailure"), "the failure is " + failure.getMessage());
        apply(answer);
    }

    private void apply(Token token) {
        counters.check(applied.add(token.id()), token + " was applied twice");
        for (Hop hop : Hop.of(token, name, relays)) {
            if (hop instanceof Hop.Pass pass) {
                proxy(pass.destination()).passFork(counters.next(name, pass.destination()), pass.token());
            } else if (hop instanceof Hop.Visit visit) {
                Stamp stamp = counters.next(name, visit.destination());
                proxy(visit.destination())
                        .visitAsync(stamp, visit.token(), visit.fails())
                        .onResult(this::answered, visit.token(), visit.answer())
                        .onFailure(this::failed, visit.answer());
            } else {
                throw new ExpectedFailure();
            }
        }
    }

    private RelayProxy proxy(String destination) {
        return RelayProxy.of(this, destination);
    }

    /** Handlers fail too. */
    static final class ExpectedFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        ExpectedFailure() {
            super("an ExpectedFailure", null, false, false);
        }
    }
}
