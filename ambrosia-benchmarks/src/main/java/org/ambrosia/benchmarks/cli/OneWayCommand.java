package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ambrosia.benchmarks.report.Percentiles;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench oneway}. */
@Command(
        name = "oneway",
        mixinStandardHelpOptions = true,
        description =
                "Calls without a result from one process to another, as many as go through in a second, beside gRPC client streaming"
                        + " and a one-node Aeron Cluster in the same run. A call counts when the other side has executed it.")
final class OneWayCommand implements Callable<Integer> {
    private static final int[] SIZES = {16, 64, 1 << 10, 16 << 10, 64 << 10};
    /** What a round takes is some seconds for each contestant, after as many calls to warm up. */
    private static final long ROUND_BYTES = 512L << 20;

    private static final long MOST_CALLS = 4_000_000;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each is measured, alternating; the median counts (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--share", defaultValue = "1", description = "Of the calls of a round (${DEFAULT-VALUE}).")
    private double share;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report = new Report(
                "oneway",
                "Calls without a result, in a second",
                "bytes",
                "gRPC",
                "Aeron Cluster",
                "Ambrosia",
                "apart",
                "MB/s",
                "against gRPC",
                "against Aeron");
        Plot plot = new Plot(
                "Calls without a result",
                "calls/s",
                true,
                Stream.of(Contestant.values()).map(Contestant::title).toList());
        Path data = results.newData();
        for (int size : SIZES) {
            long calls = Math.max(1, (long) (share * Math.min(MOST_CALLS, ROUND_BYTES / size)));
            Map<Contestant, List<Double>> measured = new EnumMap<>(Contestant.class);
            for (int round = 1; round <= rounds; round++) {
                for (Contestant each : Contestant.values()) {
                    double found = callsPerSecond(each, data, size, calls);
                    measured.computeIfAbsent(each, none -> new ArrayList<>()).add(found);
                    System.out.printf(
                            "%,6d bytes, round %d of %d: %-28s %,14.0f calls/s%n",
                            size, round, rounds, each.title(), found);
                }
            }
            double grpc = new Percentiles(measured.get(Contestant.GRPC)).median();
            double aeron = new Percentiles(measured.get(Contestant.AERON)).median();
            double ours = new Percentiles(measured.get(Contestant.AMBROSIA)).median();
            double apart = new Percentiles(measured.get(Contestant.TWO_PROCESSES)).median();
            report.row(size, grpc, aeron, ours, apart, ours * size / 1e6, ours / grpc, ours / aeron);
            plot.group(size + " B", grpc, aeron, ours, apart);
        }
        for (Contestant each : Contestant.values()) {
            report.note(each.title() + ": durable before a call is executed: " + each.durable() + ".");
        }
        report.note("MB/s: of payload, of Ambrosia. Apart: with each coordinator in a process of its own.");
        report.note(String.format("Median of %d rounds, alternating, each in new processes.", rounds));
        results.write(report, plot);
        Results.delete(data);
        return 0;
    }

    private static double callsPerSecond(Contestant contestant, Path data, int size, long calls)
            throws IOException, InterruptedException {
        long[] result = contestant.run(Load.ONE_WAY, data, size, calls);
        if (result[0] != calls) {
            throw new IllegalStateException(
                    contestant.title() + " was sent " + calls + " calls and has executed " + result[0]);
        }
        return calls * 1e9 / result[1];
    }
}
