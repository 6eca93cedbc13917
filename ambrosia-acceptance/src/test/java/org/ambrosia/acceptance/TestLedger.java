package org.ambrosia.acceptance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.CallFailedException;

/** What a line says: {@code fork NAME TEXT}, {@code ask NAME}, {@code fail NAME TEXT}, {@code self N}, … */
final class TestLedger extends LedgerImmortal {
    private final List<String> lines = new ArrayList<>();

    /** What the test sees; not part of the state, so that it starts anew with each process. */
    final transient List<String> seen = new CopyOnWriteArrayList<>();

    /** What a handler waits for; null if for nothing. */
    transient volatile CountDownLatch gate;

    private transient volatile boolean primary;

    @Override
    protected void onFirstStart() {
        note("first start");
    }

    @Override
    protected void onBecomingPrimary() {
        primary = true;
        seen.add("primary behind " + lines.size());
    }

    boolean isPrimary() {
        return primary;
    }

    /** Types a line, from the test's own thread. */
    void type(String line) {
        self().typedImpulse(line);
    }

    /** Forks from the test's own thread, which must not work. */
    void forkFromOutside() {
        self().addFork("from outside");
    }

    @Override
    public void add(String line) {
        note(line);
    }

    @Override
    public List<String> lines() {
        return lines;
    }

    @Override
    public void fail(String message) {
        throw new IllegalStateException(message);
    }

    @Override
    public Duration twice(Duration given) {
        return given.multipliedBy(2);
    }

    @Override
    public LedgerProxy other(String name) {
        return LedgerProxy.of(this, name);
    }

    @Override
    public void typed(String line) {
        note(line);
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "fork" -> LedgerProxy.of(this, words[1]).addFork(words[2]);
            case "ask" -> LedgerProxy.of(this, words[1]).linesAsync().onResult(this::onLines, words[1]);
            case "fail" -> LedgerProxy.of(this, words[1]).failAsync(words[2]).onFailure(this::onFailure);
            case "failfork" -> LedgerProxy.of(this, words[1]).failFork(words[2]);
            case "poison" -> {
                LedgerProxy.of(this, words[1]).addFork("from a handler that never ends");
                throw new StackOverflowError("as if it called itself for ever");
            }
            case "self" -> {
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    self().addFork("self " + i);
                }
            }
            case "impulse" -> tryTo(() -> self().typedImpulse("an impulse from a handler"));
            case "lambda" -> tryTo(() -> self().linesAsync().onResult(found -> lines.addAll(found)));
            case "large" -> tryTo(() -> self().addFork("x".repeat(Integer.parseInt(words[1]))));
            default -> {}
        }
    }

    private void onLines(List<String> found, String from) {
        note(from + " has " + found);
    }

    private void onFailure(CallFailedException failure) {
        note("failed: " + failure.remoteMessage());
    }

    private void tryTo(Runnable action) {
        try {
            action.run();
            note("done");
        } catch (AmbrosiaException refused) {
            note("refused: " + refused.tag());
        }
    }

    private void note(String line) {
        CountDownLatch closed = gate;
        if (closed != null) {
            try {
                closed.await();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        }
        lines.add(line);
        seen.add(line);
    }
}
