package org.ambrosia.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends the next batch at each impulse, asks for the total now and then, and keeps the answers. */
final class BatchSender extends SenderImmortal {
    private static final int BATCH = 100;

    private final transient long pauseNanos;
    private ReceiverProxy receiver;
    private long sent;
    private final List<Long> confirmed = new ArrayList<>();
    private final List<Long> totals = new ArrayList<>();

    BatchSender(long pauseNanos) {
        this.pauseNanos = pauseNanos;
    }

    @Override
    protected void onFirstStart() {
        receiver = ReceiverProxy.of(this, "receiver");
    }

    @Override
    protected void onBecomingPrimary() {
        Thread pace = new Thread(this::pace, "pace");
        pace.setDaemon(true);
        pace.start();
    }

    @Override
    public void goOn() {
        if (sent == Main.TOTAL) {
            return;
        }
        for (int i = 0; i < BATCH; i++) {
            receiver.numberFork(++sent, self());
        }
        if (sent % 5_000 == 0) {
            receiver.totalAsync().onResult(this::onTotal, sent);
        }
    }

    @Override
    public void confirmed(long number) {
        confirmed.add(number);
        report();
    }

    private void onTotal(long total, long expected) {
        totals.add(total == expected ? total : -total);
        report();
    }

    private void report() {
        if (confirmed.size() == Main.TOTAL / 1_000 && totals.size() == Main.TOTAL / 5_000) {
            System.out.println("SENDER sent=" + sent + " confirmed=" + confirmed + " totals=" + totals);
        }
    }

    private void pace() {
        while (true) {
            self().goOnImpulse();
            LockSupport.parkNanos(pauseNanos);
        }
    }
}
