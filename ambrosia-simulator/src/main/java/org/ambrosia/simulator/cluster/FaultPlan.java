package org.ambrosia.simulator.cluster;

import java.util.random.RandomGenerator;

/**
 * How likely each fault is in a run, and how slow things are. Each run draws its own, so that some runs have much of one kind
 * and nothing of another ("swarm testing").
 *
 * @param everyMicros how often faults are considered
 * @param downMicros how long a process is down, at most
 * @param pauseMicros how long a process stands still, at most
 * @param diskMicros how long a write takes, at most
 * @param networkMicros how long a frame takes, at most
 * @param handlerMicros how long a handler takes, at most
 * @param outputMicros how long a message takes from the application to its coordinator, at most
 * @param clockSkew how much a clock's speed differs from 1, at most
 * @param kill that a process is killed
 * @param killApplication that an application is killed that is a process of its own
 * @param cutConnection that the connection between application and coordinator is cut
 * @param powerLoss that its machine loses its power then
 * @param dieInStep that a process dies at one of its steps
 * @param writeFails that an operation of a disk fails
 * @param diskFull that a disk is full for a while
 * @param diskStalls that a write takes a hundred times as long
 * @param rot that a bit of the newest checkpoint flips before a start
 * @param pause that a process stands still
 * @param handlerStalls that a handler takes up to a second
 * @param lag that a secondary does not read the log for a while
 * @param secondProcess that a second process is started
 * @param handOver that the primary is told to hand over
 * @param cut that a link is cut
 * @param lose that frames are lost from this one on
 * @param duplicate that calls are sent again
 * @param partition that two machines can't reach each other for a while
 * @param misreportedDial that a link is opened, but its dialler is told that it was not
 * @param clockJump that a clock is set
 * @param absent that an instance is absent until the end of chaos
 */
record FaultPlan(
        int everyMicros,
        int downMicros,
        int pauseMicros,
        int diskMicros,
        int networkMicros,
        int handlerMicros,
        int outputMicros,
        double clockSkew,
        double kill,
        double killApplication,
        double cutConnection,
        double powerLoss,
        double dieInStep,
        double writeFails,
        double diskFull,
        double diskStalls,
        double rot,
        double pause,
        double handlerStalls,
        double lag,
        double secondProcess,
        double handOver,
        double cut,
        double lose,
        double duplicate,
        double partition,
        double misreportedDial,
        double clockJump,
        double absent) {

    /** Whether disks fail; a failure of the log's work in the background may end a process later, even after healing. */
    boolean disksFail() {
        return writeFails > 0 || diskFull > 0;
    }

    /** A plan in which nothing fails. */
    static FaultPlan none() {
        return new FaultPlan(
                5_000, 1_000, 1_000, 300, 200, 50, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0);
    }

    /** The plan of a run. */
    static FaultPlan of(Options options, RandomGenerator random) {
        if (!options.faults()) {
            return none();
        }
        Profile profile = Profile.of(options);
        boolean exchanged = profile == Profile.LOG_RESTORED || profile == Profile.LOG_COPIED;
        return exchanged ? drawForExchange(random) : draw(random);
    }

    /** A plan for a run in which a log is exchanged or copied. Disks don't fail, dates are right, and no instance is absent. */
    private static FaultPlan drawForExchange(RandomGenerator random) {
        return new FaultPlan(
                random.nextBoolean() ? 3_000 : 20_000,
                one(random, 2_000, 60_000, 300_000),
                one(random, 20_000, 500_000),
                one(random, 200, 1_000, 8_000),
                one(random, 100, 500, 20_000),
                one(random, 20, 50, 2_000),
                one(random, 5, 50, 3_000),
                0,
                often(random, 0.7, 0.2),
                often(random, 0.5, 0.2),
                often(random, 0.3, 0.2),
                often(random, 0.4, 1),
                often(random, 0.3, 0.002),
                0,
                0,
                often(random, 0.2, 0.05),
                0,
                often(random, 0.3, 0.1),
                often(random, 0.4, 0.05),
                often(random, 0.3, 0.02),
                0,
                often(random, 0.3, 0.1),
                often(random, 0.6, 0.2),
                often(random, 0.4, 0.02),
                often(random, 0.5, 0.3),
                often(random, 0.4, 0.1),
                often(random, 0.4, 0.3),
                0,
                0);
    }

    /** A plan from a seed. */
    private static FaultPlan draw(RandomGenerator random) {
        return new FaultPlan(
                random.nextBoolean() ? 3_000 : 20_000,
                one(random, 2_000, 60_000, 300_000),
                one(random, 20_000, 500_000, 3_000_000),
                one(random, 200, 1_000, 8_000),
                one(random, 100, 500, 20_000),
                one(random, 20, 50, 2_000),
                one(random, 5, 50, 3_000),
                random.nextDouble() * 0.2,
                often(random, 0.8, 0.3),
                often(random, 0.6, 0.3),
                often(random, 0.3, 0.2),
                often(random, 0.6, 1),
                often(random, 0.5, 0.004),
                often(random, 0.3, 0.01),
                often(random, 0.2, 0.05),
                often(random, 0.2, 0.05),
                often(random, 0.3, 0.5),
                often(random, 0.5, 0.2),
                often(random, 0.3, 0.02),
                often(random, 0.3, 0.02),
                often(random, 0.2, 0.1),
                often(random, 0.3, 0.1),
                often(random, 0.7, 0.3),
                often(random, 0.4, 0.02),
                often(random, 0.5, 0.3),
                often(random, 0.4, 0.1),
                often(random, 0.4, 0.3),
                often(random, 0.4, 0.1),
                often(random, 0.3, 1));
    }

    private static int one(RandomGenerator random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** In this share of the runs something up to {@code most}, else 0. */
    private static double often(RandomGenerator random, double share, double most) {
        return random.nextDouble() < share ? random.nextDouble() * most : 0;
    }
}
