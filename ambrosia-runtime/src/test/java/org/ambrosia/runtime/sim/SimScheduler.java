package org.ambrosia.runtime.sim;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Virtual time: what happens next is what is due first, and taking it sets the clock. One seed decides everything. */
public final class SimScheduler {
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final RandomGenerator random;
    private long nowNanos = 1_000_000_000L;
    private long order;

    public SimScheduler(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    public RandomGenerator random() {
        return random;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** Runs {@code action} after a random time of up to {@code mostMicros}. */
    public void later(int mostMicros, Runnable action) {
        after(1_000L * random.nextInt(1, mostMicros + 1), action);
    }

    public void after(long nanos, Runnable action) {
        queue.add(new Due(nowNanos + nanos, order++, action));
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Does what is due first. */
    public void step() {
        Due next = queue.remove();
        nowNanos = next.atNanos;
        next.action.run();
    }

    private record Due(long atNanos, long order, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return atNanos != other.atNanos ? Long.compare(atNanos, other.atNanos) : Long.compare(order, other.order);
        }
    }
}
