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
import org.ambrosia.benchmarks.steady.Replica;
import org.ambrosia.benchmarks.steady.Replies;
import org.ambrosia.benchmarks.steady.SteadyLoad;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench failover}. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description = {
            "A server as three replicas, each two processes, under a steady stream of calls. Its primary pair is killed with SIGKILL,"
                    + " stopped with SIGSTOP, and handed over, many times.",
            "For a kill and a stop: the time from the signal to the first answer behind the claim of the new primary. For a handover: the"
                    + " longest time without an answer.",
            "Exit status: 0 if no call was lost, doubled or answered out of order, 1 otherwise."
        })
final class FailoverCommand implements Callable<Integer> {
    private static final double[] BOUNDS = {10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500};

    @Option(names = "--kills", defaultValue = "200", description = "How many SIGKILLs (${DEFAULT-VALUE}).")
    private int kills;

    @Option(names = "--hangs", defaultValue = "20", description = "How many SIGSTOPs (${DEFAULT-VALUE}).")
    private int hangs;

    @Option(names = "--handovers", defaultValue = "50", description = "How many handovers (${DEFAULT-VALUE}).")
    private int handovers;

    @Option(
            names = "--pace",
            defaultValue = "5000",
            paramLabel = "MICROS",
            description = "From one call to the next (${DEFAULT-VALUE}).")
    private int paceMicros;

    @Option(
            names = "--rest",
            defaultValue = "2000",
            paramLabel = "MILLIS",
            description =
                    "From the time that a replica that was started again is level, and has rehearsed taking over, to the next loss"
                            + " (${DEFAULT-VALUE}).")
    private int restMillis;

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "An option for the Java virtual machines of the server; may be given again.")
    private List<String> javaOptions = new ArrayList<>();

    @Mixin
    private Results results;

    private final List<Double> killed = new ArrayList<>();
    private final List<Double> hung = new ArrayList<>();
    private final List<Double> handedOver = new ArrayList<>();
    private final List<Double> handedClaimed = new ArrayList<>();
    private final List<Double> handedServing = new ArrayList<>();
    private final List<Double> untilGone = new ArrayList<>();
    private final List<Double> untilClaimed = new ArrayList<>();
    private final List<Double> untilServing = new ArrayList<>();
    private SteadyLoad load;
    private Replica primary;
    private Replica standby;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path data = results.newData();
        String wrong;
        long calls;
        SteadyLoad.Setup setup =
                new SteadyLoad.Setup(3, Duration.ofNanos(paceMicros * 1_000L), 16, 0, 1, javaOptions, List.of());
        try (SteadyLoad running = new SteadyLoad(data, setup)) {
            load = running;
            primary = running.replicas().get(0);
            standby = running.replicas().get(2);
            load.awaitStandby(standby);
            try {
                repeat("kill -9", kills, this::kill);
                repeat("kill -STOP", hangs, this::hang);
                repeat("handover", handovers, this::handOver);
                wrong = running.finish();
            } catch (IllegalStateException unexpected) {
                wrong = "ended early: " + unexpected.getMessage();
            }
            calls = running.replies().lastAnswered();
        }
        report(calls, wrong);
        if (wrong == null) {
            Results.delete(data);
        }
        return wrong == null ? 0 : 1;
    }

    /** One way to lose a primary; returns how long there was no answer, in milliseconds. */
    private interface Loss {
        double millis() throws IOException, InterruptedException;
    }

    private void repeat(String what, int times, Loss loss) throws IOException, InterruptedException {
        for (int i = 1; i <= times; i++) {
            double millis = loss.millis();
            System.out.printf("%-10s %3d of %d: %8.1f ms%n", what, i, times, millis);
            Replica former = primary;
            primary = standby;
            standby = former;
            load.start(standby);
            load.awaitStandby(standby);
            Thread.sleep(restMillis);
        }
    }

    private double kill() throws InterruptedException {
        Replies replies = load.replies();
        long before = replies.lastAnswered();
        long begin = System.nanoTime();
        primary.kill();
        long gone = System.nanoTime();
        awaitAnswerTo(replies.lastSent() + 1);
        long answered = firstAnswerOfNext(before);
        untilGone.add(millis(gone - begin));
        untilClaimed.add(millis(standby.claimedNanos() - begin));
        untilServing.add(millis(standby.servingNanos() - begin));
        killed.add(millis(answered - begin));
        return millis(answered - begin);
    }

    private double hang() throws IOException, InterruptedException {
        Replies replies = load.replies();
        long before = replies.lastAnswered();
        long begin = System.nanoTime();
        primary.stop();
        awaitAnswerTo(replies.lastSent() + 1);
        long answered = firstAnswerOfNext(before);
        hung.add(millis(answered - begin));
        primary.goOn();
        int status = primary.awaitExit();
        if (status != 9 || !primary.saysThatItWasReplaced()) {
            throw new IllegalStateException(
                    "The primary that woke up should have ended with status 9 and said who replaced it; its status was "
                            + status);
        }
        return millis(answered - begin);
    }

    private double handOver() throws IOException, InterruptedException {
        Replies replies = load.replies();
        long before = replies.lastAnswered();
        load.command(List.of("handover", "-i=server"));
        long answered = replies.lastSent() + 1;
        awaitAnswerTo(answered);
        long last = replies.beforeLongestGap(before, answered);
        long begin = replies.answeredNanos(last);
        double gap = millis(replies.answeredNanos(last + 1) - begin);
        handedOver.add(gap);
        handedClaimed.add(millis(standby.claimedNanos() - begin));
        handedServing.add(millis(standby.servingNanos() - begin));
        int status = primary.awaitExit();
        if (status != 9) {
            throw new IllegalStateException(
                    "The former primary should have ended with status 9, its status was " + status);
        }
        return gap;
    }

    private void awaitAnswerTo(long call) throws InterruptedException {
        Replies replies = load.replies();
        load.awaitThat("an answer of the next primary", () -> replies.lastAnswered() >= call);
        load.awaitThat("the next primary", () -> standby.role() == Replica.Role.SERVING);
    }

    /** Behind a claim nothing comes any more of whoever reigned before. */
    private long firstAnswerOfNext(long lastBefore) {
        long call = lastBefore;
        while (load.replies().answeredNanos(call) < standby.claimedNanos()) {
            call++;
        }
        return load.replies().answeredNanos(call);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private void report(long calls, String wrong) throws IOException {
        Report report = new Report(
                "failover",
                "Milliseconds without a primary, as a client notices it",
                "what",
                "times",
                "least",
                "median",
                "p90",
                "p99",
                "most");
        row(report, "primary pair killed (SIGKILL)", killed);
        row(report, "  processes gone", untilGone);
        row(report, "  log claimed by the standby", untilClaimed);
        row(report, "  standby serves", untilServing);
        row(report, "primary pair stopped (SIGSTOP)", hung);
        row(report, "planned handover", handedOver);
        row(report, "  log claimed by the standby", handedClaimed);
        row(report, "  standby serves", handedServing);
        report.note(String.format(
                "%,d calls, one each %d µs, lease 1 s, records on stable storage (O_DSYNC), %s; %s.",
                calls,
                paceMicros,
                javaOptions.isEmpty() ? "no further JVM options" : javaOptions,
                wrong == null ? "none lost, doubled or out of order" : wrong));
        Plot plot = new Plot("Failovers by SIGKILL, by duration", "failovers", false, List.of("kill -9"));
        if (!killed.isEmpty()) {
            int[] counts = new Percentiles(killed).histogram(BOUNDS);
            for (int i = 0; i < counts.length; i++) {
                String name = i == BOUNDS.length ? "more" : "<" + Math.round(BOUNDS[i]) + " ms";
                plot.group(name, counts[i]);
            }
        }
        results.write(report, plot);
    }

    private static void row(Report report, String what, List<Double> values) {
        if (!values.isEmpty()) {
            Percentiles all = new Percentiles(values);
            report.row(what, all.count(), all.at(0), all.median(), all.at(0.9), all.at(0.99), all.max());
        }
    }
}
