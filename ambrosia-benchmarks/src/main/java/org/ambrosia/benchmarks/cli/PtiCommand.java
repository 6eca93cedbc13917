package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ambrosia.benchmarks.process.JavaProcess;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench pti}. */
@Command(
        name = "pti",
        mixinStandardHelpOptions = true,
        description =
                "The original's interruptible performance test: messages of 64 KiB down to 16 bytes, from a job to a server, one way and"
                        + " both ways.")
final class PtiCommand implements Callable<Integer> {
    private static final String PROGRAM = "org.ambrosia.benchmarks/org.ambrosia.benchmarks.pti.Main";
    private static final int ROUNDS = 13;
    private static final long SECONDS = 900;

    @Option(
            names = "--bytes",
            defaultValue = "1073741824",
            description = "How many bytes are sent in each round (${DEFAULT-VALUE}).")
    private long bytes;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<double[]> oneWay = run(false);
        List<double[]> bothWays = run(true);
        Report report = new Report(
                "pti",
                "The interruptible performance test, GiB/s",
                "message bytes",
                "one way",
                "both ways, each of them");
        Plot plot = new Plot("The interruptible performance test", "GiB/s", true, List.of("one way", "both ways"));
        for (int round = 0; round < oneWay.size(); round++) {
            int size = (int) oneWay.get(round)[0];
            report.row(size, oneWay.get(round)[3], bothWays.get(round)[3]);
            plot.group(Integer.toString(size), oneWay.get(round)[3], bothWays.get(round)[3]);
        }
        report.note(
                String.format("%,d bytes in each round; each side one process. Every byte total was checked.", bytes));
        results.write(report, plot);
        return 0;
    }

    /** What each round's line says. */
    private List<double[]> run(boolean bothWays) throws IOException, InterruptedException {
        Path data = results.newData();
        Path csv = data.resolve("rounds.csv");
        List<String> options = List.of("-Dambrosia.registry=" + data.resolve("registry"));
        List<String> common = List.of("-d=InProcDeploy", "-c", "-l=" + data.resolve("logs"), "-bpr=" + bytes);
        List<String> said = new ArrayList<>();
        try (JavaProcess server = JavaProcess.start(
                        options,
                        PROGRAM,
                        with(common, "Server", "-j=job", "-s=server", bothWays ? "-bd" : "-nbd", "-nhc"),
                        line -> {});
                JavaProcess job = JavaProcess.start(
                        options,
                        PROGRAM,
                        with(
                                common,
                                "Job",
                                "-j=job",
                                "-s=server",
                                "-n=" + ROUNDS,
                                "--csv=" + csv,
                                "-eeb=" + (bothWays ? ROUNDS * bytes : 0)),
                        line -> {
                            said.add(line);
                            System.out.println(line);
                        })) {
            int status = job.awaitExit(SECONDS);
            if (status != 0) {
                throw new IllegalStateException("The job ended with status " + status + ": " + said);
            }
            server.kill();
        }
        List<double[]> rounds = Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> List.of(line.split(",", -1)).stream()
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
        Results.delete(data);
        return rounds;
    }

    private static List<String> with(List<String> common, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(common);
        return all;
    }
}
