package org.ambrosia.benchmarks.oneway;

import java.util.concurrent.CountDownLatch;

/** Counts. */
final class CountingSink extends SinkImmortal {
    private final transient CountDownLatch primary = new CountDownLatch(1);
    private long calls;

    @Override
    protected void onBecomingPrimary() {
        primary.countDown();
    }

    @Override
    public void take(byte[] payload) {
        calls++;
    }

    @Override
    public void report(SourceProxy to) {
        to.takenFork(calls);
    }

    /** Waits until everything that was logged before has been executed; returns how many calls that was. */
    long awaitPrimary() throws InterruptedException {
        primary.await();
        return calls;
    }
}
