package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.ambrosia.benchmarks.process.Allocation;
import org.ambrosia.benchmarks.process.JavaProcess;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench steady}. */
@Command(
        name = "steady",
        mixinStandardHelpOptions = true,
        description =
                "Calls of 1 KiB without a result, as many as go through, for ten minutes with a small heap on both sides: what is left in"
                        + " the heap behind each collection.")
final class SteadyCommand implements Callable<Integer> {
    private static final int PAYLOAD_BYTES = 1 << 10;
    private static final long EVER = 1L << 40;

    @Option(names = "--minutes", defaultValue = "10", description = "How long (${DEFAULT-VALUE}).")
    private int minutes;

    @Option(names = "--heap", defaultValue = "512", paramLabel = "MIB", description = "Each heap (${DEFAULT-VALUE}).")
    private int heapMegabytes;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report = new Report(
                "steady",
                "Calls of 1 KiB without a result with a small heap",
                "minute",
                "calls/s",
                "source: most live MB",
                "sink: most live MB");
        Plot plot = new Plot("Live heap", "MB", false, List.of("source", "sink"));
        List<String> options = List.of("-Xmx" + heapMegabytes + "m", "-D" + Allocation.REPORT + "=true");
        Path data = results.newData();
        List<String> sinkSays = Collections.synchronizedList(new ArrayList<>());
        List<String> sourceSays = Collections.synchronizedList(new ArrayList<>());
        try (JavaProcess sink = Programs.startReady(options, "oneway.SinkMain", sinkSays::add, data);
                JavaProcess source = JavaProcess.start(
                        options,
                        "org.ambrosia.benchmarks/org.ambrosia.benchmarks.oneway.SourceMain",
                        List.of(data.toString(), Integer.toString(PAYLOAD_BYTES), Long.toString(EVER), "0"),
                        sourceSays::add)) {
            long before = 0;
            for (int minute = 1; minute <= minutes; minute++) {
                Thread.sleep(60_000);
                long calls = last(sourceSays, "CALLS");
                double sourceLive = mostLive(sourceSays);
                double sinkLive = mostLive(sinkSays);
                double rate = (calls - before) / 60.0;
                before = calls;
                System.out.printf(
                        "minute %d: %,.0f calls/s, live: source %.0f MB, sink %.0f MB%n",
                        minute, rate, sourceLive, sinkLive);
                report.row(minute, rate, sourceLive, sinkLive);
                plot.group(Integer.toString(minute), sourceLive, sinkLive);
            }
            source.kill();
            sink.kill();
        }
        report.note("Each side with a heap of " + heapMegabytes
                + " MiB. Live: what is left behind a collection of garbage.");
        results.write(report, plot);
        Results.delete(data);
        return 0;
    }

    private static long last(List<String> said, String word) {
        List<long[]> all = Programs.numbers(List.copyOf(said), word);
        return all.isEmpty() ? 0 : all.get(all.size() - 1)[0];
    }

    /** Of what was said since this was asked last. */
    private static double mostLive(List<String> said) {
        double most = Programs.numbers(List.copyOf(said), "LIVE").stream()
                .mapToDouble(each -> each[0] / 1e6)
                .max()
                .orElse(Double.NaN);
        said.removeIf(line -> line.startsWith("LIVE"));
        return most;
    }
}
