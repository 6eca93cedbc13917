package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ambrosia.benchmarks.report.Percentiles;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench state}. */
@Command(
        name = "state",
        mixinStandardHelpOptions = true,
        description =
                "State of 10 MB, 100 MB and 1 GB: how long a checkpoint takes, from the call that makes it due until it is published,"
                        + " and how long a killed instance takes to serve again from it.")
final class StateCommand implements Callable<Integer> {
    private static final int[] MEGABYTES = {10, 100, 1_000};
    private static final String PROGRAM = "state.HolderMain";
    private static final List<String> HEAP = List.of("-Xmx8g");
    private static final long SECONDS = 600;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each is measured; the median counts (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report = new Report(
                "state", "Checkpoints of much state, and recovery", "MB", "checkpoint s", "MB/s", "recovery s", "MB/s");
        Plot plot = new Plot("Much state", "s", true, List.of("checkpoint", "recovery"));
        for (int megabytes : MEGABYTES) {
            Path data = results.newData();
            long bytes = megabytes * 1_000_000L;
            // The first checkpoint of a process is taken by code that is cold.
            List<Double> checkpoints =
                    seconds(run(data, bytes, rounds + 1), "CHECKPOINT").subList(1, rounds + 1);
            List<Double> recoveries = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                recoveries.addAll(seconds(run(data, bytes, 0), "STARTED"));
            }
            double checkpoint = new Percentiles(checkpoints).median();
            double recovery = new Percentiles(recoveries).median();
            System.out.printf("%,d MB: checkpoint %.2f s, recovery %.2f s%n", megabytes, checkpoint, recovery);
            report.row(megabytes, checkpoint, megabytes / checkpoint, recovery, megabytes / recovery);
            plot.group(megabytes + " MB", checkpoint, recovery);
            Results.delete(data);
        }
        report.note("Recovery: in a new process, without the start of the Java virtual machine.");
        report.note(String.format("Median of %d.", rounds));
        results.write(report, plot);
        return 0;
    }

    private static List<String> run(Path data, long bytes, int checkpoints) throws IOException, InterruptedException {
        return Programs.run(SECONDS, HEAP, PROGRAM, data, bytes, checkpoints);
    }

    private static List<Double> seconds(List<String> said, String word) {
        return Programs.numbers(said, word).stream().map(each -> each[0] / 1e9).toList();
    }
}
