package org.ambrosia.simulator.cluster;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What a run has in some cases besides the faults that strike at any time. Drawn by a generator of its own, so that a seed's other
 * choices stay as they are when something is added here.
 *
 * @param hostile whether a peer without honor takes part
 * @param shelves whether two instances have states as users write them
 * @param diskBytes how many bytes each disk holds until its operator makes room; {@link #UNBOUNDED} if it is never full by that
 */
record Extremes(boolean hostile, boolean shelves, long diskBytes) {
    /** A disk that has room for everything. */
    static final long UNBOUNDED = Long.MAX_VALUE;

    private static final long SALT = 0x5851f42d4c957f2dL;
    private static final int MIN_DISK_BYTES = 30_000;
    private static final int MAX_DISK_BYTES = 300_000;

    /** Nothing of all that. */
    static Extremes none() {
        return new Extremes(false, false, UNBOUNDED);
    }

    /** Draws what the run of this seed has. */
    static Extremes draw(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed ^ SALT);
        boolean hostile = random.nextInt(100) < 15;
        boolean shelves = random.nextInt(100) < 15;
        boolean bounded = random.nextInt(100) < 10;
        long diskBytes = bounded ? random.nextInt(MIN_DISK_BYTES, MAX_DISK_BYTES) : UNBOUNDED;
        return new Extremes(hostile, shelves, diskBytes);
    }
}
