package org.ambrosia.simulator.cluster;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ambrosia.simulator.disk.SimSharedFiles;

/**
 * What a run has in some cases besides the faults that strike at any time. Drawn by a generator of its own, so that a seed's other
 * choices stay as they are when something is added here.
 *
 * @param hostile whether a peer without honor takes part
 * @param shelves whether two instances have states as users write them
 * @param diskBytes how many bytes each disk holds until its operator makes room; {@link #UNBOUNDED} if it is never full by that
 * @param lateNanos after how long one of two machines that have one disk sees what the other writes into shared memory, or
 *     {@link SimSharedFiles#NEVER}; 0 if all replicas of an instance are on one machine
 */
record Extremes(boolean hostile, boolean shelves, long diskBytes, long lateNanos) {
    /** A disk that has room for everything. */
    static final long UNBOUNDED = Long.MAX_VALUE;

    private static final long SALT = 0x5851f42d4c957f2dL;
    private static final int MIN_DISK_BYTES = 30_000;
    private static final int MAX_DISK_BYTES = 300_000;
    /** Later than a process waits for an answer in shared memory, which is how it tells that it shares none. */
    private static final long MIN_LATE_NANOS = 2_000_000_000L;

    private static final long MAX_LATE_NANOS = 8_000_000_000L;

    /** Nothing of all that. */
    static Extremes none() {
        return new Extremes(false, false, UNBOUNDED, 0);
    }

    /** Draws what the run of this seed has. */
    static Extremes draw(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed ^ SALT);
        boolean hostile = random.nextInt(100) < 15;
        boolean shelves = random.nextInt(100) < 15;
        boolean bounded = random.nextInt(100) < 10;
        long diskBytes = bounded ? random.nextInt(MIN_DISK_BYTES, MAX_DISK_BYTES) : UNBOUNDED;
        boolean separate = random.nextInt(100) < 6;
        boolean never = random.nextBoolean();
        long late = never ? SimSharedFiles.NEVER : random.nextLong(MIN_LATE_NANOS, MAX_LATE_NANOS);
        return new Extremes(hostile, shelves, diskBytes, separate ? late : 0);
    }
}
