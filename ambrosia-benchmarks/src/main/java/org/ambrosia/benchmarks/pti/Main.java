package org.ambrosia.benchmarks.pti;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Instance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/ambrosia pti}: runs a job, a server, or both in one instance. */
@Command(
        name = "pti",
        mixinStandardHelpOptions = true,
        description = {
            "The interruptible performance test. A Job sends rounds of calls, each round in smaller ones, to a Server, which counts"
                    + " them and sends them back. Kill any process at any time and start it again: the totals come out exact.",
            "Lines that begin with *X* differ from run to run; all others are the same in each. Exit status: 0 if all checks held,"
                    + " 1 if one did not."
        })
public final class Main {
    private static final int LOOK_MILLIS = 50;

    private Main() {}

    /** Runs. */
    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setPosixClusteredShortOptionsAllowed(false);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure.getMessage());
            return 1;
        });
        System.exit(commandLine.execute(args));
    }

    /** Where application and coordinator are. */
    enum Deployment {
        /** The coordinator is a process of its own. */
        SecondProc,
        /** Both are in this process, joined by memory. */
        InProcDeploy,
        /** Both are in this process, joined by sockets. */
        InProcManual,
        /** No coordinator: the log is executed again from a checkpoint. */
        InProcTimeTravel
    }

    /** Options of both. */
    static final class Where {
        @Option(
                names = {"-d", "--ICDeploymentMode"},
                defaultValue = "SecondProc",
                description = "${COMPLETION-CANDIDATES}")
        private Deployment deployment;

        @Option(
                names = {"-rp", "--receivePort"},
                description = "Where the application receives: the coordinator's send port.")
        private int receivePort;

        @Option(
                names = {"-sp", "--sendPort"},
                description = "Where the application sends: the coordinator's receive port.")
        private int sendPort;

        @Option(
                names = {"-icp", "--ICPort"},
                description = "Where peers reach a coordinator in this process (${DEFAULT-VALUE}).")
        private int coordinatorPort;

        @Option(
                names = {"-l", "--log"},
                defaultValue = "ambrosia-data/logs",
                description = "The logs (${DEFAULT-VALUE}).")
        private Path log;

        @Option(
                names = {"-lts", "--logTriggerSize"},
                defaultValue = "1000",
                description = "MiB between checkpoints.")
        private long logTriggerMegabytes;

        @Option(
                names = {"-ch", "--checkpoint"},
                defaultValue = "-1",
                description = "Time travel: the checkpoint; -1: the first.")
        private long checkpoint;

        @Option(
                names = {"-c", "--autoContinue"},
                description = "Begin without waiting for Enter.")
        private boolean autoContinue;

        @Option(names = "--csv", description = "Append a line for each round to this file.")
        private Path csv;

        private int run(String name, Settings settings, boolean ends) throws InterruptedException, IOException {
            if (!autoContinue) {
                System.out.println("Press Enter to begin.");
                while (System.in.read() > '\n') {}
            }
            Screen screen = new Screen(csv);
            PtiInstance immortal = new PtiInstance(settings, screen);
            if (deployment == Deployment.InProcTimeTravel) {
                Ambrosia.replay(name, immortal).log(log).from(checkpoint).run();
                screen.print(immortal.totals());
                return screen.hasFailed() ? 1 : 0;
            }
            try (Instance coordinator = deployment == Deployment.InProcManual ? coordinator(name) : null;
                    Instance running = start(name, immortal)) {
                running.awaitServing();
                if (coordinator != null) {
                    coordinator.awaitServing();
                }
                while (!ends || !screen.awaitEnd(LOOK_MILLIS)) {
                    if (running.awaitTermination(Duration.ofMillis(ends ? 0 : LOOK_MILLIS))) {
                        break;
                    }
                }
                return screen.hasFailed() ? 1 : 0;
            }
        }

        private Instance start(String name, PtiInstance immortal) {
            if (deployment == Deployment.InProcDeploy) {
                return Ambrosia.deploy(name, () -> immortal)
                        .port(coordinatorPort)
                        .log(log)
                        .with(more -> more.segmentBytes(logTriggerMegabytes << 20))
                        .start();
            }
            return Ambrosia.connect(name, () -> immortal)
                    .ports(new BindingPorts(/* receivePort= */ sendPort, /* sendPort= */ receivePort))
                    .start();
        }

        private Instance coordinator(String name) {
            return Ambrosia.coordinate(name)
                    .applicationPorts(new BindingPorts(/* receivePort= */ sendPort, /* sendPort= */ receivePort))
                    .port(coordinatorPort)
                    .log(log)
                    .with(more -> more.segmentBytes(logTriggerMegabytes << 20))
                    .start();
        }
    }

    /** What a job sends. */
    static final class Load {
        @Option(
                names = {"-mms", "--maxMessageSize"},
                defaultValue = "65536",
                description = "Bytes of a message in round 1.")
        private int maxMessageBytes;

        @Option(
                names = {"-n", "--numOfRounds"},
                defaultValue = "13",
                description = "Rounds (${DEFAULT-VALUE}).")
        private int rounds;

        @Option(
                names = {"-nds", "--noDescendingSize"},
                description = "Draw the next size instead of halving it.")
        private boolean noDescendingSize;

        @Option(
                names = {"-fms", "--fixedMessageSize"},
                description = "Always the largest size.")
        private boolean fixedMessageSize;

        @Option(
                names = {"-bpr", "--bytesPerRound"},
                defaultValue = "1073741824",
                description = "Bytes of a round.")
        private long bytesPerRound;

        @Option(
                names = {"-bsc", "--batchSizeCutoff"},
                defaultValue = "10485760",
                description = "Bytes of a turn.")
        private int batchBytes;

        @Option(
                names = {"-vp", "--verifyPayload"},
                description = "Check every byte.")
        private boolean verifyPayload;

        @Option(
                names = {"-ipm", "--includePostMethod"},
                description = "Make a call with a result in each turn.")
        private boolean withResults;

        @Option(
                names = {"-eeb", "--expectedEchoedBytes"},
                defaultValue = "-1",
                description = "What must come back.")
        private long expectedEchoedBytes;

        private Settings settings(int job, String server, boolean serves, String[] jobs, Service service) {
            check(maxMessageBytes >= 16 && maxMessageBytes <= bytesPerRound, "-mms", maxMessageBytes);
            check(rounds >= 1, "-n", rounds);
            Settings.Sizes sizes = fixedMessageSize
                    ? Settings.Sizes.FIXED
                    : noDescendingSize ? Settings.Sizes.RANDOM : Settings.Sizes.DESCENDING;
            return new Settings(
                    job,
                    server,
                    serves,
                    jobs,
                    bytesPerRound,
                    maxMessageBytes,
                    rounds,
                    sizes,
                    batchBytes,
                    serves && service.isBidirectional(),
                    verifyPayload,
                    withResults,
                    serves && service.checksHealth(),
                    serves ? service.stateBytes() : 0,
                    expectedEchoedBytes,
                    serves ? service.expectedFinalBytes() : -1);
        }

        private static void check(boolean holds, String option, Object found) {
            if (!holds) {
                throw new IllegalArgumentException(
                        "The option " + option + " can't be " + found
                                + ": messages have 16 bytes at least and those of a round at most; there is one round at least.");
            }
        }
    }

    /** What a server does. */
    static final class Service {
        @Option(
                names = {"-nbd", "--notBidirectional"},
                description = "Send nothing back.")
        private boolean notBidirectional;

        @Option(
                names = {"-bd", "--bidirectional"},
                description = "Send everything back, which is the default.")
        private boolean bidirectional;

        @Option(
                names = {"-m", "--memoryUsed"},
                defaultValue = "0",
                description = "Bytes of filler in the state.")
        private long memoryUsed;

        @Option(
                names = {"-nhc", "--noHealthCheck"},
                description = "Send no impulses.")
        private boolean noHealthCheck;

        @Option(
                names = {"-efb", "--expectedFinalBytes"},
                defaultValue = "-1",
                description = "What must come.")
        private long expectedFinalBytes;

        boolean isBidirectional() {
            return bidirectional || !notBidirectional;
        }

        boolean checksHealth() {
            return !noHealthCheck;
        }

        long stateBytes() {
            return memoryUsed;
        }

        long expectedFinalBytes() {
            return expectedFinalBytes;
        }
    }

    @Command(
            name = "Job",
            mixinStandardHelpOptions = true,
            description = "Sends, and ends when everything has come back.")
    int job(
            @Option(
                            names = {"-j", "--jobName"},
                            required = true,
                            description = "This instance.")
                    String name,
            @Option(
                            names = {"-s", "--serverName"},
                            required = true,
                            description = "The server's instance.")
                    String server,
            @Option(names = "--number", defaultValue = "0", description = "This job's number, if there are several.")
                    int number,
            @Mixin Load load,
            @Mixin Where where)
            throws InterruptedException, IOException {
        return where.run(name, load.settings(number, server, false, new String[0], null), true);
    }

    @Command(
            name = "Server",
            mixinStandardHelpOptions = true,
            description = "Counts and sends back, until it is stopped.")
    int server(
            @Option(
                            names = {"-j", "--jobName"},
                            required = true,
                            description = "The job's instance.")
                    String job,
            @Option(
                            names = {"-s", "--serverName"},
                            required = true,
                            description = "This instance.")
                    String name,
            @Option(
                            names = {"-n", "--numOfJobs"},
                            defaultValue = "1",
                            description = "Jobs; several are named NAME0, NAME1 …")
                    int jobs,
            @Option(
                            names = {"-bpr", "--bytesPerRound"},
                            defaultValue = "1073741824",
                            description = "Between progress lines.")
                    long bytesPerRound,
            @Option(
                            names = {"-vp", "--verifyPayload"},
                            description = "Check every byte.")
                    boolean verifyPayload,
            @Mixin Service service,
            @Mixin Where where)
            throws InterruptedException, IOException {
        String[] names = new String[jobs];
        for (int i = 0; i < jobs; i++) {
            names[i] = jobs == 1 ? job : job + i;
        }
        Settings settings = new Settings(
                -1,
                name,
                true,
                names,
                bytesPerRound,
                16,
                0,
                Settings.Sizes.FIXED,
                0,
                service.isBidirectional(),
                verifyPayload,
                false,
                service.checksHealth(),
                service.stateBytes(),
                -1,
                service.expectedFinalBytes());
        return where.run(name, settings, false);
    }

    @Command(name = "Combined", mixinStandardHelpOptions = true, description = "A job that is its own server.")
    int combined(
            @Option(
                            names = {"-j", "--jobName"},
                            required = true,
                            description = "This instance.")
                    String name,
            @Mixin Load load,
            @Mixin Service service,
            @Mixin Where where)
            throws InterruptedException, IOException {
        return where.run(name, load.settings(0, name, true, new String[] {name}, service), true);
    }
}
