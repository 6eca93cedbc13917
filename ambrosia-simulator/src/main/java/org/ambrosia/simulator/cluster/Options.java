package org.ambrosia.simulator.cluster;

/**
 * What a run is.
 *
 * @param seed decides everything that happens
 * @param faults whether things go wrong
 * @param dieAtStep the step at which a process dies, counted from 1; 0 for none
 * @param powerFails whether its machine's power fails then
 */
public record Options(long seed, boolean faults, long dieAtStep, boolean powerFails) {
    /** A run in which faults are drawn. */
    public static Options ofSeed(long seed) {
        return new Options(seed, true, 0, false);
    }

    /** A run in which nothing fails but a process, once, at this step. */
    public static Options dyingAt(long seed, long step, boolean powerFails) {
        return new Options(seed, false, step, powerFails);
    }

    /** What to type to repeat the run. */
    public String repeatLine() {
        return "bin/ambrosia simulate --seed " + seed
                + (faults ? "" : " --no-faults")
                + (dieAtStep == 0 ? "" : " --die-at " + dieAtStep + (powerFails ? " --power-fails" : ""));
    }
}
