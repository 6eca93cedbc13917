package org.ambrosia.simulator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ambrosia.simulator.fuzz.FuzzRun;
import org.ambrosia.simulator.fuzz.FuzzTarget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fuzz}: bytes that nobody has thought of, into everything that reads bytes from outside. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = "Lets Jazzer, a coverage-guided fuzzer, loose on everything that reads bytes from outside.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:nothing was found", "1:something was found"})
final class FuzzCommand implements Callable<Integer> {
    @Option(
            names = "--inputs",
            paramLabel = "N",
            description = "How many inputs each target is given (default: ${DEFAULT-VALUE}).",
            defaultValue = "1000000")
    private long inputs;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "For how long each target runs at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "600")
    private int seconds;

    @Option(names = "--target", paramLabel = "NAME", description = "Only this one of ${COMPLETION-CANDIDATES}.")
    private FuzzTarget only;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where inputs of interest are kept for the next time (default: target/fuzz).",
            defaultValue = "target/fuzz")
    private Path directory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path kept = Files.createDirectories(directory.toAbsolutePath());
        int findings = 0;
        System.out.printf("%-16s %15s %10s %9s  %s%n", "target", "inputs", "inputs/s", "edges", "finding");
        for (FuzzTarget each : FuzzTarget.values()) {
            if (only != null && each != only) {
                continue;
            }
            long begin = System.nanoTime();
            FuzzRun.Result result = FuzzRun.run(each, inputs, seconds, kept);
            double took = (System.nanoTime() - begin) / 1e9;
            findings += result.finding() == null ? 0 : 1;
            System.out.printf(
                    "%-16s %,15d %,10.0f %,9d  %s%n",
                    each.name(),
                    result.inputs(),
                    result.inputs() / took,
                    result.coveredEdges(),
                    result.finding() == null ? "none" : result.finding());
        }
        return findings == 0 ? 0 : 1;
    }
}
