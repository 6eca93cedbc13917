package org.ambrosia.simulator.cluster;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What a run has in some cases besides the faults that strike at any time. Drawn by a generator of its own, so that a seed's other
 * choices stay as they are when something is added here.
 *
 * @param hostile whether a peer without honor takes part
 * @param shelves whether two instances have states as users write them
 */
record Extremes(boolean hostile, boolean shelves) {
    private static final long SALT = 0x5851f42d4c957f2dL;

    /** Nothing of all that. */
    static Extremes none() {
        return new Extremes(false, false);
    }

    /** Draws what the run of this seed has. */
    static Extremes draw(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed ^ SALT);
        return new Extremes(random.nextInt(100) < 15, random.nextInt(100) < 15);
    }
}
