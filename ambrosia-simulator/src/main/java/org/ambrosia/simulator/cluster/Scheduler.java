package org.ambrosia.simulator.cluster;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Virtual time: what happens next is what is due first, and taking it sets the clock. One seed decides everything. */
public final class Scheduler {
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final RandomGenerator random;
    private long nowNanos = 1_000_000_000L;
    private long order;

    Scheduler(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Where every choice comes from. */
    public RandomGenerator random() {
        return random;
    }

    /** The time, which no process sees as it is. */
    public long nowNanos() {
        return nowNanos;
    }

    /** A random time of 1 to {@code mostMicros} microseconds, in nanoseconds. */
    public long some(int mostMicros) {
        return 1_000L * random.nextInt(1, mostMicros + 1);
    }

    /** Does this when so much time has passed. */
    public void after(long nanos, Runnable action) {
        queue.add(new Due(nowNanos + nanos, order++, action));
    }

    /** Whether something happens that has this probability. */
    public boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** Does what is due first. */
    void step() {
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
