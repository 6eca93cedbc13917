package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ambrosia.benchmarks.process.JavaProcess;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench scale}. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description =
                "Calls with a result of 16 bytes in a second, of all instances together: 1, 10 and 100 clients, in one process, of one"
                        + " server; and 1, 10 and 100 instances in one process, each of which calls the next.")
final class ScaleCommand implements Callable<Integer> {
    private static final int[] COUNTS = {1, 10, 100};
    private static final int UNDER_WAY = 256;
    private static final List<String> NO_OPTIONS = List.of();

    @Option(names = "--seconds", defaultValue = "10", description = "How long each is measured (${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report = new Report(
                "scale",
                "Calls with a result, in a second, of all instances together",
                "instances",
                "of one server",
                "in a ring");
        Plot plot = new Plot("Many instances", "calls/s", true, List.of("clients of one server", "in a ring"));
        for (int count : COUNTS) {
            double clients = clients(count);
            System.out.printf("%d clients of one server: %,.0f calls/s%n", count, clients);
            double ring = ring(count);
            System.out.printf("%d instances in a ring: %,.0f calls/s%n", count, ring);
            report.row(count, clients, ring);
            plot.group(Integer.toString(count), clients, ring);
        }
        report.note(
                "Calls under way: 256 in all, shared by the clients or the instances of the ring, but 4 of each at least.");
        report.note(
                "In a ring: all in one process; each calls the next, one alone itself. Each instance has a log of its own.");
        results.write(report, plot);
        return 0;
    }

    private double clients(int count) throws IOException, InterruptedException {
        Path data = results.newData();
        double found;
        try (JavaProcess server =
                Programs.startReady(NO_OPTIONS, "scale.NodesMain", data, "server", 1, "none", 0, seconds)) {
            found = run(data, "client", count, "server0");
            server.kill();
        }
        Results.delete(data);
        return found;
    }

    private double ring(int count) throws IOException, InterruptedException {
        Path data = results.newData();
        double found = run(data, "node", count, "next");
        Results.delete(data);
        return found;
    }

    private double run(Path data, String name, int count, String target) throws IOException, InterruptedException {
        int outstanding = Math.max(4, UNDER_WAY / count);
        List<String> said = Programs.run(
                120 + seconds, NO_OPTIONS, "scale.NodesMain", data, name, count, target, outstanding, seconds);
        long[] result = Programs.numbers(said, "RESULT").get(0);
        return result[0] * 1e9 / result[1];
    }
}
