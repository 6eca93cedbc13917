package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ambrosia.benchmarks.raw.DurableWrites;
import org.ambrosia.benchmarks.raw.Loopback;
import org.ambrosia.benchmarks.report.Percentiles;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench roundtrip}. */
@Command(
        name = "roundtrip",
        mixinStandardHelpOptions = true,
        description =
                "Calls with a result from one process to another, one under way at a time and 256, beside unary gRPC and a one-node Aeron"
                        + " Cluster in the same run. Of ours between instances, both the call and its answer are durable before they are executed; from outside, and of Aeron's,"
                        + " the call is; of gRPC's, nothing.")
final class RoundTripCommand implements Callable<Integer> {
    private static final int PAYLOAD_BYTES = 16;
    private static final double MICROS = 1e-3;
    private static final int RAW_WRITE = 4096;
    private static final int RAW_TRIPS = 5_000;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each is measured, alternating; the median counts (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--share", defaultValue = "1", description = "Of the calls of a round (${DEFAULT-VALUE}).")
    private double share;

    @Mixin
    private Results results;

    /** How many calls are under way, and how many are made in a round, behind as many to warm up: while those are few, the compilers are measured. */
    private enum Depth {
        ONE(1, 20_000),
        MANY(256, 3_000_000);

        private final int outstanding;
        private final int calls;

        Depth(int outstanding, int calls) {
            this.outstanding = outstanding;
            this.calls = calls;
        }
    }

    /** What was measured of one contestant. */
    private static final class Measured {
        private final List<Double> callsPerSecond = new ArrayList<>();
        private final List<Double> medianMicros = new ArrayList<>();
        private final List<Double> p99Micros = new ArrayList<>();

        void add(long[] result) {
            callsPerSecond.add(result[0] * 1e9 / result[1]);
            medianMicros.add(result[2] * MICROS);
            p99Micros.add(result[3] * MICROS);
        }

        static double median(List<Double> values) {
            return new Percentiles(values).median();
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report = new Report(
                "roundtrip",
                "Calls with a result of " + PAYLOAD_BYTES + " bytes",
                "under way",
                "system",
                "calls/s",
                "p50 µs",
                "p99 µs");
        Plot plot = new Plot(
                "Calls with a result",
                "calls/s",
                true,
                Load.ROUND_TRIP.contestants().stream().map(Contestant::title).toList());
        Path data = results.newData();
        for (Depth depth : Depth.values()) {
            int calls = Math.max(depth.outstanding, (int) (share * depth.calls));
            Map<Contestant, Measured> measured = new EnumMap<>(Contestant.class);
            for (int round = 1; round <= rounds; round++) {
                for (Contestant each : Load.ROUND_TRIP.contestants()) {
                    long[] found = each.run(Load.ROUND_TRIP, data, PAYLOAD_BYTES, calls, depth.outstanding);
                    measured.computeIfAbsent(each, none -> new Measured()).add(found);
                    System.out.printf(
                            "%,4d under way, round %d of %d: %-28s %,12.0f calls/s, p50 %,8.1f µs, p99 %,8.1f µs%n",
                            depth.outstanding,
                            round,
                            rounds,
                            each.title(),
                            found[0] * 1e9 / found[1],
                            found[2] * MICROS,
                            found[3] * MICROS);
                }
            }
            measured.forEach((each, values) -> report.row(
                    depth.outstanding,
                    each.title(),
                    Measured.median(values.callsPerSecond),
                    Measured.median(values.medianMicros),
                    Measured.median(values.p99Micros)));
            plot.group(
                    depth.outstanding + " under way",
                    measured.values().stream()
                            .mapToDouble(each -> Measured.median(each.callsPerSecond))
                            .toArray());
        }
        report.note(String.format(
                "Raw: a durable write of 4 KiB %.1f µs, a spinning round trip over TCP %.1f µs (medians).",
                medianMicros(DurableWrites.nanos(data, RAW_WRITE, RAW_TRIPS)), medianMicros(rawTrips())));
        for (Contestant each : Load.ROUND_TRIP.contestants()) {
            report.note(each.note());
        }
        report.note(String.format("Median of %d rounds, alternating, each in new processes.", rounds));
        for (Contestant each : Load.ROUND_TRIP.contestants()) {
            report.settings(each.title(), each.settings(data));
        }
        results.write(report, plot);
        Results.delete(data);
        return 0;
    }

    private static long[] rawTrips() throws IOException, InterruptedException {
        try (Loopback loopback = new Loopback()) {
            loopback.roundTrips(PAYLOAD_BYTES, RAW_TRIPS, true);
            return loopback.roundTrips(PAYLOAD_BYTES, RAW_TRIPS, true);
        }
    }

    private static double medianMicros(long[] nanos) {
        return new Percentiles(
                        Arrays.stream(nanos).mapToObj(each -> each * MICROS).toList())
                .median();
    }
}
