package org.ambrosia.microbenchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** {@code bin/ambrosia bench parts}: runs the benchmarks of this package, and shows them as one table. */
@Command(
        name = "parts",
        description = "What single parts cost, by JMH: codecs, dispatch, appending to a log, and replay.",
        footer = "Everything else is an option of JMH, or part of a benchmark's name: LogBenchmark -p bytes=4000.",
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    @Option(
            names = "--out",
            defaultValue = "target/benchmarks",
            paramLabel = "DIR",
            description = "Where the table and the plot are written (${DEFAULT-VALUE}).")
    private Path directory;

    @Unmatched
    private List<String> ofJmh = new ArrayList<>();

    private final Report report = new Report("parts", "Single parts, by JMH", "part", "ns", "±", "B allocated");
    private final Plot plot = new Plot("Single parts", "ns", true, List.of("ns"));

    private Main() {}

    /** Runs the benchmarks. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws CommandLineOptionException, RunnerException, IOException {
        CommandLineOptions options = new CommandLineOptions(ofJmh.toArray(String[]::new));
        Runner runner = new Runner(new OptionsBuilder()
                .parent(options)
                .addProfiler(GCProfiler.class)
                .build());
        if (options.shouldList()) {
            runner.list();
            return 0;
        }
        runner.run().forEach(this::add);
        report.note("Dispatch: a call. Frame: 64 KiB of calls. Log: a record, on stable storage.");
        report.note("Replay: 64 MiB of calls from a log in the page cache, read and executed on one thread.");
        report.note("Averages, and half of the interval of confidence of 99.9 %.");
        report.print(System.out);
        report.write(directory, plot);
        return 0;
    }

    private void add(RunResult measured) {
        Result<?> time = measured.getPrimaryResult();
        double nanos = measured.getParams().getTimeUnit().toNanos(1);
        String part = nameOf(measured.getParams());
        report.row(part, time.getScore() * nanos, time.getScoreError() * nanos, allocatedBy(measured));
        plot.group(part, time.getScore() * nanos);
    }

    /** Such as {@code Dispatch execute small}, or {@code Log append 4000}. */
    private static String nameOf(BenchmarkParams measured) {
        String[] parts = measured.getBenchmark().split("\\.", -1);
        StringBuilder name = new StringBuilder(parts[parts.length - 2].replace("Benchmark", ""));
        name.append(' ')
                .append(CAPITAL.matcher(parts[parts.length - 1])
                        .replaceAll(each -> " " + each.group().toLowerCase(Locale.ROOT)));
        for (String each : measured.getParamsKeys()) {
            name.append(' ').append(measured.getParam(each));
        }
        return name.toString();
    }

    private static double allocatedBy(RunResult measured) {
        for (Result<?> each : measured.getSecondaryResults().values()) {
            if (each.getLabel().endsWith(ALLOCATED)) {
                return each.getScore();
            }
        }
        return Double.NaN;
    }
}
