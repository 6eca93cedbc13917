package org.ambrosia.simulator.cluster;

/**
 * What a run is.
 *
 * @param seed decides everything that happens
 * @param faults whether things go wrong
 * @param dieAtStep the step at which a process dies, counted from 1; 0 for none
 * @param powerFails whether its machine's power fails then
 * @param profile what is special about it, if things go wrong
 */
public record Options(long seed, boolean faults, long dieAtStep, boolean powerFails, Profile profile) {
    /** A run of which the seed decides what is special about it. */
    public Options(long seed, boolean faults, long dieAtStep, boolean powerFails) {
        this(seed, faults, dieAtStep, powerFails, Profile.DRAWN);
    }

    /** A run in which faults are drawn. */
    public static Options ofSeed(long seed) {
        return new Options(seed, true, 0, false);
    }

    /** A run in which faults are drawn, and this is special. */
    public static Options ofSeed(long seed, Profile profile) {
        return new Options(seed, true, 0, false, profile);
    }

    /** A run in which nothing fails but a process, once, at this step. */
    public static Options dyingAt(long seed, long step, boolean powerFails) {
        return new Options(seed, false, step, powerFails);
    }

    /** What to type to repeat the run. */
    public String repeatLine() {
        return "bin/ambrosia simulate --seed " + seed
                + (faults ? "" : " --no-faults")
                + (profile == Profile.DRAWN ? "" : " --profile " + profile)
                + (dieAtStep == 0 ? "" : " --die-at " + dieAtStep + (powerFails ? " --power-fails" : ""));
    }
}
