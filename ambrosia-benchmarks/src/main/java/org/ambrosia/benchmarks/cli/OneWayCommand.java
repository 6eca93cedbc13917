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

/** {@code bench oneway}. */
@Command(
        name = "oneway",
        mixinStandardHelpOptions = true,
        description =
                "Calls without a result from one process to another, as many as go through in a second, beside gRPC client streaming"
                        + " and a one-node Aeron Cluster in the same run. A call counts when the other side has executed it.")
final class OneWayCommand implements Callable<Integer> {
    /** From a round of so many, each contestant's own number is taken, so that each is measured for as long, and as warm. */
    private static final long TRIAL_BYTES = 256L << 20;

    private static final long TRIAL_CALLS = 2_000_000;
    private static final int TRIALS = 2;
    private static final int LOOPBACK_WRITE = 64 << 10;
    private static final int DISK_WRITE = 256 << 10;
    private static final int RAW_WRITES = 8_192;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "16,64,1024,16384,65536",
            description = "Bytes of a call (${DEFAULT-VALUE}).")
    private int[] sizes;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each is measured, alternating; the median counts (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "4",
            description = "How long it is measured for, about (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--warmups",
            defaultValue = "3",
            description =
                    "How many times as many calls go before, in the same processes, to warm up (${DEFAULT-VALUE}).")
    private int warmups;

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
                "against Aeron",
                "apart against it",
                "source allocates B/call",
                "raw TCP MB/s",
                "raw disk MB/s");
        Plot plot = new Plot(
                "Calls without a result",
                "calls/s",
                true,
                Load.ONE_WAY.contestants().stream().map(Contestant::title).toList());
        Path data = results.newData();
        for (int size : sizes) {
            double tcp = rawLoopback();
            double disk = rawDisk(data);
            Map<Contestant, Long> calls = new EnumMap<>(Contestant.class);
            for (Contestant each : Load.ONE_WAY.contestants()) {
                calls.put(each, callsOfRound(each, data, size));
            }
            Map<Contestant, List<Double>> measured = new EnumMap<>(Contestant.class);
            long allocated = 0;
            for (int round = 1; round <= rounds; round++) {
                for (Contestant each : Load.ONE_WAY.contestants()) {
                    long[] result = run(each, data, size, calls.get(each), warmups);
                    double found = result[0] * 1e9 / result[1];
                    allocated = each == Contestant.AMBROSIA ? result[2] : allocated;
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
            report.row(
                    size,
                    grpc,
                    aeron,
                    ours,
                    apart,
                    ours * size / 1e6,
                    ours / grpc,
                    ours / aeron,
                    apart / ours,
                    allocated / (double) calls.get(Contestant.AMBROSIA),
                    tcp,
                    disk);
            plot.group(size + " B", grpc, aeron, ours, apart);
        }
        for (Contestant each : Load.ONE_WAY.contestants()) {
            report.note(each.note());
        }
        report.note("MB/s: of payload, of Ambrosia. Apart: with each coordinator in a process of its own.");
        report.note(
                "Raw: one thread to another in writes of 64 KiB; durable writes of 256 KiB one after the other. Each alone.");
        report.note(String.format(
                "Median of %d rounds, alternating, each in new processes: of the last of %d stretches of about %.0f s, so that what runs is compiled.",
                rounds, warmups + 1, seconds));
        for (Contestant each : Load.ONE_WAY.contestants()) {
            report.settings(each.title(), each.settings(data));
        }
        results.write(report, plot);
        Results.delete(data);
        return 0;
    }

    /** How many calls take about as long as a round should; from two trials, since the first is of code that is cold. */
    private long callsOfRound(Contestant contestant, Path data, int size) throws IOException, InterruptedException {
        long calls = Math.min(TRIAL_CALLS, TRIAL_BYTES / size);
        for (int trial = 0; trial < TRIALS; trial++) {
            long[] result = run(contestant, data, size, calls, 1);
            calls = Math.max(calls, (long) (seconds * calls * 1e9 / result[1]));
        }
        return calls;
    }

    private static double rawLoopback() throws IOException, InterruptedException {
        try (Loopback loopback = new Loopback()) {
            loopback.oneWay(LOOPBACK_WRITE, RAW_WRITES);
            return (double) LOOPBACK_WRITE * RAW_WRITES * 1e3 / loopback.oneWay(LOOPBACK_WRITE, RAW_WRITES);
        }
    }

    private static double rawDisk(Path data) throws IOException {
        long[] nanos = DurableWrites.nanos(data, DISK_WRITE, RAW_WRITES);
        return (double) DISK_WRITE * RAW_WRITES * 1e3 / Arrays.stream(nanos).sum();
    }

    /** What the client measured: how many calls, in how many nanoseconds, and of Ambrosia, how much it took from its heap. */
    private static long[] run(Contestant contestant, Path data, int size, long calls, int warmups)
            throws IOException, InterruptedException {
        long[] result = contestant.run(Load.ONE_WAY, data, size, calls, warmups);
        if (result[0] != calls) {
            throw new IllegalStateException(
                    contestant.title() + " was sent " + calls + " calls and has executed " + result[0]);
        }
        return result;
    }
}
