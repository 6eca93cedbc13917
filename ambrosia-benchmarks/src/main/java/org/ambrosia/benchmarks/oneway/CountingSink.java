package org.ambrosia.benchmarks.oneway;

/** Counts. */
final class CountingSink extends SinkImmortal {
    private long calls;

    @Override
    public void take(byte[] payload) {
        calls++;
    }

    @Override
    public void report(SourceProxy to) {
        to.takenFork(calls);
    }
}
