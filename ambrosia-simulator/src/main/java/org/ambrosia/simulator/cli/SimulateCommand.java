package org.ambrosia.simulator.cli;

import java.util.concurrent.Callable;
import org.ambrosia.simulator.cluster.EveryStep;
import org.ambrosia.simulator.cluster.Options;
import org.ambrosia.simulator.cluster.Profile;
import org.ambrosia.simulator.cluster.Simulation;
import org.ambrosia.simulator.cluster.SimulationFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simulate}: runs clusters from seeds. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs whole clusters in virtual time, each from a seed, under faults.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:all was well", "1:a run failed; its report says how to repeat it"})
final class SimulateCommand implements Callable<Integer> {
    private static final int REPORTED = 2;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "How many seeds are run (default: ${DEFAULT-VALUE}).",
            defaultValue = "1000")
    private long seeds;

    @Option(
            names = "--first",
            paramLabel = "SEED",
            description = "The first of them (default: one that was not run before).")
    private Long first;

    @Option(
            names = "--most-failures",
            paramLabel = "N",
            description = "After so many failed runs no more begin (default: ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private int mostFailures;

    @Option(names = "--seed", paramLabel = "SEED", description = "Run just this one.")
    private Long seed;

    @Option(names = "--no-faults", description = "With --seed: nothing fails.")
    private boolean noFaults;

    @Option(
            names = "--die-at",
            paramLabel = "STEP",
            description = "With --seed and --no-faults: a process dies at this step.",
            defaultValue = "0")
    private long dieAt;

    @Option(names = "--power-fails", description = "With --die-at: its machine's power fails too.")
    private boolean powerFails;

    @Option(names = "--every-step", description = "With --seed: again and again, with a death at each step in turn.")
    private boolean everyStep;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "What is special about each run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE},"
                    + " the seed decides, for most runs nothing).",
            defaultValue = "DRAWN")
    private Profile profile;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many run at the same time (default: as many as processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws InterruptedException {
        if (seed != null && everyStep) {
            System.out.printf("Seed %d: all was well in %,d runs.%n", seed, EveryStep.run(seed));
            return 0;
        }
        if (seed != null) {
            Simulation.run(new Options(seed, !noFaults, dieAt, powerFails, profile));
            System.out.println("Seed " + seed + ": all was well.");
            return 0;
        }
        long from = first == null ? System.currentTimeMillis() * 1_000 : first;
        Seeds runs = new Seeds(from, seeds, mostFailures, profile);
        long begin = System.nanoTime();
        runs.run(
                threads,
                done -> {
                    if (done % 1_000 == 0) {
                        System.err.printf("%,d seeds, %d s%n", done, (System.nanoTime() - begin) / 1_000_000_000L);
                    }
                },
                failure -> System.err.println(firstLine(failure)));
        System.out.printf(
                "Seeds from %d, %.1f s:%n%s",
                from, (System.nanoTime() - begin) / 1e9, runs.coverage().table());
        runs.failures().stream().limit(REPORTED).forEach(each -> System.out.println("\n" + each.getMessage()));
        runs.failures().stream().skip(REPORTED).forEach(each -> System.out.println(firstLine(each)));
        System.out.println(
                runs.failures().isEmpty() ? "All was well." : runs.failures().size() + " runs failed.");
        return runs.failures().isEmpty() ? 0 : 1;
    }

    private static String firstLine(SimulationFailure failure) {
        return failure.getMessage().lines().findFirst().orElseThrow();
    }
}
