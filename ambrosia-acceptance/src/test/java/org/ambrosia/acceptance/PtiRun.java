package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Instances of the interruptible performance test, each with its processes, in a directory of their own. */
final class PtiRun implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Pattern SAME_IN_EACH_RUN =
            Pattern.compile("(Bytes|Received|Service Received|DONE|SUCCESS|All rounds|Out of order|Error).*");

    private final Path directory;
    private final List<Program> all = new ArrayList<>();

    PtiRun(Path directory) {
        this.directory = directory;
    }

    /** Where application and coordinator are. */
    enum Mode {
        /** Two processes. */
        TWO_PROCESSES("SecondProc"),
        /** One process, joined by memory. */
        MEMORY("InProcDeploy"),
        /** One process, joined by sockets. */
        SOCKETS("InProcManual");

        private final String option;

        Mode(String option) {
            this.option = option;
        }
    }

    /** One instance, or one replica of it: its role and options, and its processes as they are at the moment. */
    final class Instance {
        private final String name;
        private final Mode mode;
        private final int replica;
        private final List<String> role;
        private int receivePort = FreePorts.next();
        private int sendPort = FreePorts.next();
        private Program application;
        private Program coordinator;

        private Instance(String name, Mode mode, int replica, List<String> role) {
            this.name = name;
            this.mode = mode;
            this.replica = replica;
            this.role = role;
        }

        void register(String... more) {
            if (mode == Mode.TWO_PROCESSES) {
                List<String> command = new ArrayList<>(List.of(
                        "org.ambrosia.runtime/org.ambrosia.runtime.cli.Main",
                        replica == 0 ? "RegisterInstance" : "AddReplica",
                        "-i=" + name,
                        "-rp=" + receivePort,
                        "-sp=" + sendPort,
                        "-l=" + directory.resolve("logs")));
                command.add(replica == 0 ? "-lts=1" : "-r=" + replica);
                command.addAll(List.of(more));
                Program registration = java(label() + "-registration.log", command);
                assertThat(registration.awaitExit())
                        .as("" + registration.lines())
                        .isZero();
            }
        }

        private String label() {
            return name + "-" + replica;
        }

        /** From now on its processes meet on other ports than those that were registered. */
        void usePorts(int receive, int send) {
            receivePort = receive;
            sendPort = send;
        }

        /** Until its present coordinator says this of its role. */
        Instance awaitRole(String says) {
            awaitThat(label() + " " + says, () -> hasRole(says), () -> coordinator.lines());
            return this;
        }

        private boolean hasRole(String says) {
            return coordinator.lines().stream().anyMatch(line -> line.contains(says));
        }

        Instance start() {
            startCoordinator();
            startApplication();
            return this;
        }

        void startCoordinator() {
            if (mode == Mode.TWO_PROCESSES) {
                coordinator = java(
                        label() + "-coordinator-" + all.size() + ".log",
                        List.of(
                                "org.ambrosia.runtime/org.ambrosia.runtime.cli.Main",
                                "ImmortalCoordinator",
                                "-i=" + name,
                                "-r=" + replica,
                                "-rp=" + receivePort,
                                "-sp=" + sendPort));
            }
        }

        void startApplication() {
            List<String> command = new ArrayList<>(List.of("org.ambrosia.benchmarks/org.ambrosia.benchmarks.pti.Main"));
            command.addAll(role);
            command.addAll(List.of("-c", "-d=" + mode.option, "-rp=" + sendPort, "-sp=" + receivePort));
            command.addAll(List.of("-lts=1", "-l=" + directory.resolve("logs")));
            application = java(label() + "-application-" + all.size() + ".log", command);
        }

        /** Both processes at once, the application first. */
        void kill() {
            killApplication();
            killCoordinator();
        }

        void killApplication() {
            application.kill();
        }

        void killCoordinator() {
            if (coordinator != null) {
                coordinator.kill();
            }
        }

        /** The same instance, started once more beside this one. */
        Instance startElsewhere() {
            return new Instance(name, mode, replica, role).start();
        }

        void awaitLine(String line) {
            awaitThat(name + " prints \"" + line + "\"", () -> lines().contains(line), this::lines);
        }

        /** Until there is a line with one of these parts. */
        void awaitPart(String... parts) {
            awaitThat(
                    label() + " prints " + String.join(" or ", parts),
                    () -> lines().stream().anyMatch(line -> Stream.of(parts).anyMatch(line::contains)),
                    this::lines);
        }

        /** Until the application has got so much. */
        void awaitReceived(String prefix, long megabytes) {
            awaitThat(
                    name + " has " + prefix + megabytes + " MB",
                    () -> lines().stream()
                            .filter(line -> line.startsWith(prefix) && line.endsWith(" MB so far"))
                            .anyMatch(line -> Long.parseLong(line.replaceAll("\\D", "")) >= megabytes),
                    this::lines);
        }

        void awaitCheckpoint() {
            Path log = directory.resolve("logs").resolve(name);
            awaitThat(
                    name + " has a second checkpoint",
                    () -> {
                        String[] files = log.toFile().list((folder, file) -> file.endsWith(".checkpoint"));
                        return files != null && files.length > 1;
                    },
                    this::lines);
        }

        int awaitExit() {
            return application.awaitExit();
        }

        Program application() {
            return application;
        }

        Program coordinator() {
            return coordinator;
        }

        List<String> lines() {
            return application.lines();
        }

        /** What the application printed that is the same in each run. */
        List<String> golden() {
            return lines().stream()
                    .filter(each -> SAME_IN_EACH_RUN.matcher(each).matches())
                    .toList();
        }

        void assertNothingWrong() {
            assertThat(lines()).noneMatch(each -> each.startsWith("Out of order") || each.startsWith("Error"));
        }

        /** Executes the log again, without coordinator, registry or peer, and gives what that prints. */
        List<String> replay() {
            List<String> command = new ArrayList<>(List.of("org.ambrosia.benchmarks/org.ambrosia.benchmarks.pti.Main"));
            command.addAll(role);
            command.addAll(List.of("-c", "-d=InProcTimeTravel", "-l=" + directory.resolve("logs")));
            Program replay = java(name + "-replay-" + all.size() + ".log", command);
            assertThat(replay.awaitExit())
                    .as("replay of " + name + ": " + replay.lines())
                    .isZero();
            return replay.lines();
        }
    }

    /** An instance that is registered, and not started. */
    Instance instance(String name, Mode mode, String... role) {
        Instance made = unregistered(name, mode, role);
        made.register();
        return made;
    }

    /** An instance that is neither registered nor started. */
    Instance unregistered(String name, Mode mode, String... role) {
        return new Instance(name, mode, 0, List.of(role));
    }

    /** So many registered replicas of an instance, each two processes, none started. */
    List<Instance> replicas(int count, String name, String... role) {
        List<Instance> replicas = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Instance made = new Instance(name, Mode.TWO_PROCESSES, number, List.of(role));
            made.register(number == 0 ? new String[] {"-aa"} : new String[0]);
            replicas.add(made);
        }
        return replicas;
    }

    /** One more replica of an instance, which may run. */
    Instance addReplica(Instance to, int number) {
        Instance added = new Instance(to.name, to.mode, number, to.role);
        added.register();
        return added;
    }

    /** The one of these whose present coordinator is the first to say this of its role. */
    static Instance awaitOneWithRole(String says, Instance one, Instance other) {
        awaitThat(
                one.label() + " or " + other.label() + " " + says,
                () -> one.hasRole(says) || other.hasRole(says),
                () -> one.coordinator.lines() + " and " + other.coordinator.lines());
        return one.hasRole(says) ? one : other;
    }

    private Program java(String log, List<String> moduleAndArguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dkryo.unsafe=false",
                "-p",
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path", ""),
                "-m"));
        command.addAll(moduleAndArguments);
        Map<String, String> environment =
                Map.of("AMBROSIA_REGISTRY", directory.resolve("registry").toString());
        Program program = Program.command(directory.resolve(log), directory, environment, command);
        all.add(program);
        return program;
    }

    private static void awaitThat(String what, Callable<Boolean> condition, Supplier<?> shown) {
        try {
            await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(condition);
        } catch (ConditionTimeoutException never) {
            throw new AssertionError("Not within " + LONG + ": " + what + "; its output is " + shown.get(), never);
        }
    }

    @Override
    public void close() {
        all.forEach(Program::close);
    }
}
