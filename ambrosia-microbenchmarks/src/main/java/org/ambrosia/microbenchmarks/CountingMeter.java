package org.ambrosia.microbenchmarks;

import java.util.function.Consumer;

/** Counts what it is given. */
final class CountingMeter extends MeterImmortal {
    private static final long LARGE = 1L << 55;

    private final transient Consumer<MeterProxy> starting;
    private MeterProxy other;
    private long sum;

    /**
     * Makes a meter.
     *
     * @param starting what it calls when it starts
     */
    CountingMeter(Consumer<MeterProxy> starting) {
        this.starting = starting;
    }

    @Override
    protected void onFirstStart() {
        other = MeterProxy.of(this, "other");
        starting.accept(other);
    }

    @Override
    public void add(long one, long another) {
        sum += one ^ another;
    }

    @Override
    public void take(byte[] bytes) {
        sum += bytes.length;
    }

    @Override
    public void burst(int count) {
        burst(count, other);
    }

    /** Makes so many small calls. */
    static void burst(int count, MeterProxy to) {
        for (int i = 0; i < count; i++) {
            to.addFork(LARGE + i, LARGE - i);
        }
    }

    long sum() {
        return sum;
    }
}
