package org.ambrosia.simulator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ambrosia.simulator.cluster.Profile;
import org.ambrosia.simulator.mutation.Mutant;
import org.ambrosia.simulator.mutation.MutantRun;
import org.ambrosia.simulator.mutation.Mutants;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mutants}: breaks the coordinator and the log in many ways, and looks whether the simulator notices. */
@Command(
        name = "mutants",
        mixinStandardHelpOptions = true,
        description = "Breaks the coordinator and the log, one way at a time; the simulator must notice each.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:each was noticed", "1:one survived"})
final class MutantsCommand implements Callable<Integer> {
    private static final int REASON_CHARS = 100;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Within how many seeds each must be noticed (default: ${DEFAULT-VALUE}).",
            defaultValue = "4000")
    private long seeds;

    @Option(names = "--first", paramLabel = "SEED", description = "The first seed (default: 1).", defaultValue = "1")
    private long first;

    @Option(
            names = "--only",
            paramLabel = "WORD",
            description = "Only mutants whose name contains this.",
            defaultValue = "")
    private String only;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "What is special about each run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, the"
                    + " seed decides). With USUAL survive those that only special runs notice.",
            defaultValue = "DRAWN")
    private Profile profile;

    @Option(
            names = "--source",
            paramLabel = "DIR",
            description = "The root of the source tree (default: the working directory).",
            defaultValue = ".")
    private Path source;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("ambrosia-mutants");
        int survivors = 0;
        int number = 0;
        System.out.printf("%-75s %7s  %s%n", "mutant", "seeds", "noticed by");
        for (Mutant each : Mutants.all()) {
            number++;
            if (!each.name().contains(only)) {
                continue;
            }
            MutantRun run = new MutantRun(each, source, work.resolve("mutant-" + number));
            MutantRun.Result result = run.run(first, seeds, profile);
            String reason = result.reason() == null ? "SURVIVED" : result.reason();
            survivors += result.reason() == null ? 1 : 0;
            String shown = reason.substring(0, Math.min(REASON_CHARS, reason.length()));
            System.out.printf("%-75s %,7d  %s%n", each.name(), result.seeds(), shown);
        }
        System.out.println(survivors == 0 ? "Each was noticed." : survivors + " survived.");
        return survivors == 0 ? 0 : 1;
    }
}
