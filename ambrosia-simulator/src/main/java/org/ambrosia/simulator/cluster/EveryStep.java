package org.ambrosia.simulator.cluster;

/**
 * Repeats one run, in which nothing else fails, with a death at each step in turn: each append, sync, rename, deletion, frame,
 * delivery and message between application and coordinator.
 */
public final class EveryStep {
    private EveryStep() {}

    /**
     * Runs; returns how many runs there were. At every other step the machine's power fails with the process.
     *
     * @throws SimulationFailure if one of them was wrong
     */
    public static long run(long seed) {
        long steps = Simulation.run(Options.dyingAt(seed, 0, false)).steps();
        for (long step = 1; step <= steps; step++) {
            Simulation.run(Options.dyingAt(seed, step, step % 2 == 0));
        }
        return steps + 1;
    }
}
