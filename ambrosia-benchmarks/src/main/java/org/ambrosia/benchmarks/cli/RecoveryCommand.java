package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ambrosia.benchmarks.process.JavaProcess;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.benchmarks.report.Percentiles;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench recovery}. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description =
                "How quickly an instance that was killed executes its log again: from the start of the instance, in a new process,"
                        + " until it has executed everything. No checkpoint was taken but the first.")
final class RecoveryCommand implements Callable<Integer> {
    private static final int[] SIZES = {16, 1 << 10, 64 << 10};
    private static final String PROGRAMS = "org.ambrosia.benchmarks/org.ambrosia.benchmarks.oneway.";
    private static final String RESULT = "RESULT ";
    private static final String READY = "READY";
    private static final long READY_SECONDS = 30;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each log is executed again; the median counts (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--bytes",
            defaultValue = "2147483648",
            description = "How many bytes of payload are logged (${DEFAULT-VALUE}).")
    private long bytes;

    @Option(names = "--calls", defaultValue = "40000000", description = "How many calls at most (${DEFAULT-VALUE}).")
    private long mostCalls;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report =
                new Report("recovery", "A log that is executed again", "bytes", "calls", "seconds", "calls/s", "MB/s");
        Plot plot = new Plot("Executing a log again", "calls/s", true, List.of("calls/s"));
        for (int size : SIZES) {
            Path data = results.newData();
            fill(data, size, Math.min(mostCalls, bytes / size) / 2);
            List<Double> seconds = new ArrayList<>();
            long calls = 0;
            for (int round = 1; round <= rounds; round++) {
                long[] found = run("RecoverMain", List.of(data.toString()));
                calls = found[0];
                seconds.add(found[1] / 1e9);
                System.out.printf(
                        "%,6d bytes, round %d of %d: %,d calls in %.2f s%n",
                        size, round, rounds, found[0], found[1] / 1e9);
            }
            double median = new Percentiles(seconds).median();
            report.row(size, calls, median, calls / median, calls * (double) size / median / 1e6);
            plot.group(size + " B", calls / median);
            Results.delete(data);
        }
        report.note("MB/s: of payload. The start of the Java virtual machine is not in it; that its code is cold, is.");
        results.write(report, plot);
        return 0;
    }

    /** A sink's log, of two rounds of so many calls. */
    private static void fill(Path data, int size, long calls) throws IOException, InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        try (JavaProcess sink = start("SinkMain", List.of(data.toString()), line -> {
            if (line.equals(READY)) {
                ready.countDown();
            }
        })) {
            if (!ready.await(READY_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The sink is not ready after " + READY_SECONDS + " s");
            }
            run("SourceMain", List.of(data.toString(), Integer.toString(size), Long.toString(calls), "1"));
            sink.kill();
        }
    }

    private static long[] run(String program, List<String> arguments) throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        try (JavaProcess process = start(program, arguments, said::add)) {
            int status = process.awaitExit();
            return said.stream()
                    .filter(line -> line.startsWith(RESULT))
                    .map(line -> Stream.of(line.substring(RESULT.length()).split(" ", -1))
                            .mapToLong(Long::parseLong)
                            .toArray())
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException(program + " ended with status " + status + ": " + said));
        }
    }

    private static JavaProcess start(String program, List<String> arguments, Consumer<String> lines)
            throws IOException {
        return JavaProcess.start(
                List.of("-D" + Side.SEGMENT_BYTES + "=" + (1L << 40)), PROGRAMS + program, arguments, lines);
    }
}
