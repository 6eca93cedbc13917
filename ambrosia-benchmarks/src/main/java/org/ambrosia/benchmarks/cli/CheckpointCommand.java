package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ambrosia.benchmarks.report.Percentiles;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import org.ambrosia.benchmarks.steady.Replies;
import org.ambrosia.benchmarks.steady.SteadyLoad;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench checkpoints}. */
@Command(
        name = "checkpoints",
        mixinStandardHelpOptions = true,
        description = {
            "A server with much state under a steady stream of calls: how long it gives no answer, without checkpoints, with its own, and"
                    + " with those that another replica takes.",
            "Exit status: 0 if no call was lost, doubled or answered out of order, 1 otherwise."
        })
final class CheckpointCommand implements Callable<Integer> {
    private static final int CALL_BYTES = 4096;
    private static final int WARM_UP_MILLIS = 25_000;
    private static final long NEVER_MEGABYTES = 100_000;

    @Option(names = "--state", defaultValue = "100", paramLabel = "MIB", description = "The state (${DEFAULT-VALUE}).")
    private long stateMegabytes;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long each of the runs takes (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--trigger",
            defaultValue = "16",
            paramLabel = "MIB",
            description = "How much is logged between checkpoints (${DEFAULT-VALUE}).")
    private long triggerMegabytes;

    @Mixin
    private Results results;

    private final List<String> wrong = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report = new Report(
                "checkpoints",
                "Milliseconds from a call to its answer, and the longest time without one, with " + stateMegabytes
                        + " MiB of state",
                "server",
                "checkpoints",
                "median",
                "p99",
                "p99.9",
                "most",
                "longest without",
                "slowest write");
        Plot plot = new Plot(
                "Longest time without an answer",
                "ms",
                true,
                List.of("longest time without an answer", "slowest write to the log"));
        run(report, plot, "alone, no checkpoints", 1, NEVER_MEGABYTES);
        run(report, plot, "alone, its own", 1, triggerMegabytes);
        run(report, plot, "3 replicas, none", 3, NEVER_MEGABYTES);
        run(report, plot, "3 replicas, a checkpointer's", 3, triggerMegabytes);
        report.note(String.format(
                "A call of %d bytes each millisecond, a checkpoint for each %d MiB of log; %s.",
                CALL_BYTES, triggerMegabytes, wrong.isEmpty() ? "none lost, doubled or out of order" : wrong));
        results.write(report, plot);
        return wrong.isEmpty() ? 0 : 1;
    }

    /** Waits as long as a run takes; what was slow in the seconds before it counts too. */
    private long slowestWriteMillis(SteadyLoad load) throws IOException, InterruptedException {
        long slowest = 0;
        for (int second = 0; second < seconds; second++) {
            Thread.sleep(1_000);
            slowest = Math.max(slowest, load.slowestWriteMillis());
        }
        return slowest;
    }

    private void run(Report report, Plot plot, String what, int replicas, long trigger)
            throws IOException, InterruptedException {
        System.out.println(what + ", " + seconds + " s");
        Path data = results.newData();
        SteadyLoad.Setup setup = new SteadyLoad.Setup(
                replicas, Duration.ofMillis(1), CALL_BYTES, stateMegabytes << 20, trigger, List.of(), List.of());
        try (SteadyLoad load = new SteadyLoad(data, setup)) {
            // What is compiled and begun in the first seconds is not to be measured, nor their slow writes to be
            // remembered.
            Thread.sleep(WARM_UP_MILLIS);
            Replies replies = load.replies();
            long first = replies.lastAnswered();
            long checkpoints = load.newestCheckpoint();
            long slowestWrite = slowestWriteMillis(load);
            long last = replies.lastAnswered();
            checkpoints = load.newestCheckpoint() - checkpoints;
            List<Double> latencies = new ArrayList<>();
            for (long each = first + 1; each <= last; each++) {
                latencies.add(replies.latencyNanos(each) / 1e6);
            }
            Percentiles all = new Percentiles(latencies);
            double gap = replies.longestGapNanos(first, last) / 1e6;
            report.row(what, checkpoints, all.median(), all.at(0.99), all.at(0.999), all.max(), gap, slowestWrite);
            plot.group(what, gap, (double) slowestWrite);
            String found = load.finish();
            if (found != null) {
                wrong.add(found);
            }
        }
        Results.delete(data);
    }
}
