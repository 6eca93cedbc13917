package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench outbox}. */
@Command(
        name = "outbox",
        mixinStandardHelpOptions = true,
        description =
                "Calls of 64 KiB to a destination that is absent, until they take gigabytes: how much memory that takes.")
final class OutboxCommand implements Callable<Integer> {
    private static final int PAYLOAD_BYTES = 64 << 10;
    private static final long SECONDS = 1_200;

    @Option(names = "--gigabytes", defaultValue = "10", description = "How much is called (${DEFAULT-VALUE} GiB).")
    private int gigabytes;

    @Option(names = "--heap", defaultValue = "256", paramLabel = "MIB", description = "The heap (${DEFAULT-VALUE}).")
    private int heapMegabytes;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report = new Report(
                "outbox",
                "The outbox of a destination that is absent",
                "GiB in it",
                "seconds",
                "GB/s",
                "most heap used MB");
        Plot plot = new Plot("Heap by size of an outbox", "MB", false, List.of("most heap used"));
        Path data = results.newData();
        List<long[]> made = Programs.numbers(
                Programs.run(
                        SECONDS,
                        List.of("-Xmx" + heapMegabytes + "m"),
                        "scale.FloodMain",
                        data,
                        (long) gigabytes << 30,
                        PAYLOAD_BYTES),
                "MADE");
        for (int gigabyte = 1; gigabyte <= gigabytes; gigabyte++) {
            row(report, plot, made, gigabyte);
        }
        report.note("With a heap of " + heapMegabytes + " MiB. What memory has no room for is in files of the log.");
        results.write(report, plot);
        Results.delete(data);
        return 0;
    }

    private static void row(Report report, Plot plot, List<long[]> made, int gigabyte) {
        long until = (long) gigabyte << 30;
        double heap = 0;
        double seconds = 0;
        for (long[] each : made) {
            heap = Math.max(heap, each[2] / 1e6);
            if (each[0] >= until) {
                seconds = each[1] / 1e9;
                break;
            }
        }
        report.row(gigabyte, seconds, until / seconds / 1e9, heap);
        plot.group(gigabyte + " GiB", heap);
    }
}
