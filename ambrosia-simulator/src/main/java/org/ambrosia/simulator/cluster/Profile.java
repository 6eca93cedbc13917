package org.ambrosia.simulator.cluster;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What is special about a run. A seed draws it, so that most runs have nothing special, unless it is chosen. */
public enum Profile {
    /** The seed decides. */
    DRAWN,
    /** Nothing is. */
    USUAL,
    /** An instance is given an older image of its log. */
    LOG_RESTORED,
    /** An instance's log is copied, and the copy is started beside it. */
    LOG_COPIED,
    /** Older builds of some applications run for a while. */
    ROLLED_BACK;

    private static final int PERCENT = 100;

    /** What it is in this run; never {@link #DRAWN}. */
    static Profile of(Options options) {
        if (!options.faults()) {
            return USUAL;
        }
        return options.profile() == DRAWN ? draw(options.seed()) : options.profile();
    }

    /** By a generator of its own, so that runs in which nothing is special are as they would be without this. */
    private static Profile draw(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(~seed);
        int drawn = random.nextInt(PERCENT);
        if (drawn < 3) {
            return LOG_RESTORED;
        }
        if (drawn < 6) {
            return LOG_COPIED;
        }
        return drawn < 12 ? ROLLED_BACK : USUAL;
    }
}
