package org.ambrosia.simulator.cluster;

import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** A machine's clock: it began at another time than the others, goes at a speed of its own, and its date may jump. */
final class LocalClock implements InstantSource {
    private static final long YEAR_2026_MILLIS = 1_767_225_600_000L;

    private final Scheduler scheduler;
    private final long beginNanos;
    private final double speed;
    private long wallOffsetMillis;

    LocalClock(Scheduler scheduler, double mostSkew) {
        RandomGenerator random = scheduler.random();
        this.scheduler = scheduler;
        this.beginNanos = random.nextLong(1L << 60) - (1L << 59);
        this.speed = 1 + (random.nextDouble() * 2 - 1) * mostSkew;
        this.wallOffsetMillis = (long) ((random.nextDouble() * 2 - 1) * mostSkew * 1e9);
    }

    /** A time that never goes back, with an origin of its own. */
    long nanos() {
        return beginNanos + (long) (scheduler.nowNanos() * speed);
    }

    /** How long it takes until it shows that time, or a little more; by the time that no process sees. */
    long until(long nanos) {
        return Math.max(0, (long) ((nanos - nanos()) / speed)) + 1_000;
    }

    @Override
    public long millis() {
        return YEAR_2026_MILLIS + scheduler.nowNanos() / 1_000_000 + wallOffsetMillis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    /** Somebody sets the date, forward or back. */
    void jump(long millis) {
        wallOffsetMillis += millis;
    }
}
