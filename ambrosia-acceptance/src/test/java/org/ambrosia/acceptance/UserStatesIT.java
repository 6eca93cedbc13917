package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small programs with states as users write them, in {@code src/test/projects/user-states}: built by Maven without a parent, killed with
 * SIGKILL in the middle of numbered calls, restarted from checkpoints, by replay and by standbys, and compared with twins, which get the same
 * calls and were never deployed.
 */
@ResourceLock(Maven.RESOURCE)
@Tag("long")
class UserStatesIT {
    private static final Path SOURCE = Path.of("src/test/projects/user-states");
    private static final List<String> NAMES = List.of(
            "lru", "orders", "events", "caches", "tasks", "desk", "library", "people", "traffic", "jobs", "trees");

    @TempDir
    private static Path work;

    private static UserProject project;

    @BeforeAll
    static void build() throws IOException {
        project = UserProject.in(work);
        project.addAll(SOURCE);
        project.build("package", "dependency:copy-dependencies", "-DoutputDirectory=target/libraries");
    }

    @Test
    void allBehaveLikeTheirTwinsHoweverTheyAreKilled() throws IOException {
        try (Run run = new Run(NAMES)) {
            run.go(1);
        }
    }

    @Test
    void whatANewcomerWouldWriteIsRefusedWhereItIsDeployedWithAWayThatWorks() {
        Path output = work.resolve("refusals.log");
        try (Program refusals = UserProject.start(output, work, java("states.Refusals"))) {
            assertThat(refusals.awaitExit()).as("%s", refusals.lines()).isZero();
            Map<String, List<String>> wanted = Map.ofEntries(
                    Map.entry("lru-anonymous", List.of("LruExample$Anonymous.entries", "in a field")),
                    Map.entry(
                            "lru-subclass", List.of("LruExample$Subclass.entries", "LruExample$Newest", "in a field")),
                    Map.entry("orders-hash-set", List.of("OrdersExample$Hashed.root.children", "LinkedHashSet")),
                    Map.entry("events-sub-list", List.of("EventsExample$SubList.recent", "new ArrayList<>(view)")),
                    Map.entry("events-values", List.of("EventsExample$Values.shown", "new ArrayList<>(view)")),
                    Map.entry("caches-final", List.of("CachesExample$Final.shelf", "\"counts\"", "without parameters")),
                    Map.entry("library-lazy", List.of("LibraryExample$Lazy.label", "@Getter(lazy = true)")),
                    Map.entry("people-function", List.of("PeopleExample$Functions.users.key", "named class")),
                    Map.entry("people-abstract", List.of("PeopleServer.projects", "people.Projects", "storing(…)")),
                    Map.entry("traffic-open", List.of("TrafficExample$Open.action", "Operator", "storing(…)")),
                    Map.entry("jobs-comparing", List.of("JobsExample$Comparing.queue.comparator()", "named class")),
                    Map.entry("jobs-then-comparing", List.of("ThenComparing.queue.comparator()", "named class")),
                    Map.entry("jobs-not-registered", List.of("queue.comparator() is a jobs.ByDue", "storing(…)")),
                    Map.entry("trees-open", List.of("TreesExample$Open.shape", "TreesExample$Circle", "sealed")),
                    Map.entry("kotlin-lazy", List.of("TasksExample$Lazy.label$delegate", "property with get()")),
                    Map.entry("kotlin-transient", List.of("TransientVal.shelf", "\"counts\"", "without parameters")),
                    Map.entry("kotlin-function", List.of("TasksExample$Function.rule", "named class")),
                    Map.entry("kotlin-build", List.of("TasksExample$Built.names", "toMutableList()")),
                    Map.entry("kotlin-observable", List.of("Observed.value$delegate", "property with get()")));
            wanted.forEach((name, parts) -> assertThat(refusals.lines())
                    .filteredOn(line -> line.startsWith(name + ": "))
                    .singleElement(STRING)
                    .contains(parts)
                    .contains("can't be stored"));
        }
    }

    private static List<String> java(String main) {
        String target = project.directory() + File.separator;
        return List.of(
                "-Xmx256m",
                "-cp",
                String.join(
                        File.pathSeparator,
                        target + "java/target/classes",
                        target + "kotlin/target/classes",
                        target + "kotlin/target/libraries/*"),
                main);
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachInProcessesOfItsOwn(String name) throws IOException {
        try (Run run = new Run(List.of(name))) {
            run.go(3);
        }
    }

    static Stream<String> names() {
        return NAMES.stream();
    }

    /** Programs of these names: a driver that lives through everything, and servers that don't. */
    private static final class Run implements AutoCloseable {
        private static final Duration DEADLINE = Duration.ofMinutes(2);

        private final List<String> names;
        private final Path data;
        private final Program driver;
        private final List<Program> servers = new ArrayList<>();

        Run(List<String> names) throws IOException {
            this.names = names;
            this.data = Files.createDirectories(work.resolve("data-" + String.join("-", names)));
            this.driver = start("driver", "states.Driver", names);
        }

        /** Kills at each stage as often as is asked for. */
        void go(int times) {
            for (int i = 0; i < times; i++) {
                Program alone = server("alone");
                awaitCalls(40);
                alone.kill(); // the next one executes all that was called
                alone = server("alone");
                awaitCalls(40);
                checkpoint(alone);
                awaitCalls(20);
                alone.kill(); // the next one loads a checkpoint, and executes what was called since
                alone = server("alone");
                awaitCalls(40);
                alone.kill();
            }
            server("0"); // takes the checkpoints
            for (int i = 0; i < times; i++) {
                Program primary = server("1");
                awaitCalls(20);
                Program standby = server("2");
                checkpoint(primary);
                awaitCalls(20);
                primary.kill(); // the standby goes on
                awaitCalls(20);
                awaitThat(
                        standby,
                        () -> names.stream().allMatch(each -> standby.lines().contains(each + " serves")));
                standby.kill();
            }
            servers.forEach(Program::kill);
            server("alone");
            awaitCalls(20);
            driver.type("");
            assertThat(driver.awaitExit()).as("%s", driver.lines()).isZero();
            assertThat(driver.lines()).endsWith("all are the same");
            servers.forEach(each -> assertThat(each.lines())
                    .noneMatch(line ->
                            line.matches(".*\\[Ambrosia/(NoCheckpoint|StateNotRestorable|Class|Callback|Lambda).*")));
        }

        private Program server(String replica) {
            List<String> arguments = new ArrayList<>(List.of(replica));
            arguments.addAll(names);
            Program server = start("server-" + servers.size(), "states.Server", arguments);
            servers.add(server);
            awaitThat(server, () -> server.lines().contains("deployed"));
            return server;
        }

        private void checkpoint(Program server) {
            server.type("");
            awaitThat(server, () -> server.lines().contains("checkpoints"));
        }

        private Program start(String output, String main, List<String> arguments) {
            List<String> command = new ArrayList<>(java(main));
            command.addAll(arguments);
            return UserProject.start(data.resolve(output + ".log"), data, command);
        }

        /** Waits until each program has had so many more calls, and was compared with its twin. */
        private void awaitCalls(int more) {
            List<Integer> wanted =
                    names.stream().map(each -> calls(each) + more).toList();
            awaitThat(driver, () -> {
                for (int i = 0; i < wanted.size(); i++) {
                    if (calls(names.get(i)) < wanted.get(i)) {
                        return false;
                    }
                }
                return true;
            });
        }

        private int calls(String name) {
            return driver.lines().stream()
                    .filter(line -> line.matches(name + " \\d+"))
                    .mapToInt(line -> Integer.parseInt(line.substring(name.length() + 1)))
                    .max()
                    .orElse(0);
        }

        private void awaitThat(Program program, Callable<Boolean> condition) {
            try {
                await().atMost(DEADLINE)
                        .failFast("a program has ended", () -> !program.isAlive() || !driver.isAlive())
                        .until(condition);
            } catch (ConditionTimeoutException | TerminalFailureException failed) {
                throw new AssertionError(failed.getMessage() + "\n" + whatAllDo(), failed);
            }
        }

        private String whatAllDo() {
            List<Program> alive = servers.stream().filter(Program::isAlive).toList();
            String roles = servers.stream()
                    .flatMap(each -> each.lines().stream().filter(line -> line.contains("Replica ")))
                    .collect(Collectors.joining("\n"));
            return "All roles:\n" + roles + "\n"
                    + Stream.concat(alive.stream(), Stream.of(driver))
                            .map(Program::whatItDoes)
                            .collect(Collectors.joining("\n"));
        }

        @Override
        public void close() {
            servers.forEach(Program::kill);
            driver.kill();
        }
    }
}
