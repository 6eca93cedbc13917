package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hello World in two processes for each instance, by exactly the commands of README, each process killed and started again. */
class TwoProcessIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String SERVER_COORDINATOR = "ImmortalCoordinator -i=server";
    private static final String CLIENT_COORDINATOR = "ImmortalCoordinator -i=client";
    private static final String SERVER = "helloworld-server";
    private static final String CLIENT = "helloworld-client";

    @TempDir
    private Path directory;

    private List<String> commands;
    private final Map<String, Program> running = new TreeMap<>();

    @BeforeEach
    void register() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher section =
                Pattern.compile("## Two processes(.*?)\n## ", Pattern.DOTALL).matcher(readme);
        assertThat(section.find()).isTrue();
        commands = section.group(1)
                .lines()
                .filter(line -> line.startsWith("bin/ambrosia "))
                .toList();
        Path launcher = Files.createDirectory(directory.resolve("bin")).resolve("ambrosia");
        Files.writeString(launcher, "#!/bin/sh\nexec '" + ROOT.resolve("bin/ambrosia") + "' \"$@\"\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        List<String> registrations = commands.stream()
                .filter(each -> each.contains("RegisterInstance -i"))
                .toList();
        for (String each : registrations.subList(0, 2)) {
            Program registration = program("register.log", each);
            assertThat(registration.awaitExit()).as(each + registration.lines()).isZero();
        }
    }

    @AfterEach
    void stop() {
        running.values().forEach(Program::close);
    }

    @Test
    void eachOfTheFourProcessesIsKilledAndStartedAgain() {
        start(CLIENT);
        start(SERVER);
        start(SERVER_COORDINATOR);
        start(CLIENT_COORDINATOR);
        awaitReceived("Hello World 1!");
        awaitLine(CLIENT, "Press Enter to go on");

        restart(SERVER_COORDINATOR, "is ready");
        restart(CLIENT_COORDINATOR, "is ready");
        running.get(CLIENT).type("");
        awaitReceived("Hello World 1!", "Hello World 2!", "Hello World 3!");
        assertThat(linesWith(CLIENT, "Press Enter to go on"))
                .as("the client keeps its place")
                .hasSize(1);

        restart(SERVER, "The server is ready.");
        awaitReceived(
                "Hello World 1!",
                "Hello World 2!",
                "Hello World 3!",
                "Hello World 1!",
                "Hello World 2!",
                "Hello World 3!");
        restart(CLIENT, "Press Enter to go on");
        running.get(CLIENT).type("");
        awaitLine(CLIENT, "Press Enter to end");
        running.get(CLIENT).type("");
        assertThat(running.get(CLIENT).awaitExit()).isZero();

        assertThat(output("status"))
                .anySatisfy(line -> assertThat(line).startsWith("server").contains("primary", "live"))
                .anySatisfy(line -> assertThat(line).startsWith("client").contains("primary", "absent"));
        assertThat(output("log -i=server --records"))
                .filteredOn(line -> line.contains("receiveMessage"))
                .extracting(line -> line.replaceFirst("^  [0-9]+  ", ""))
                .containsExactly(
                        "fork receiveMessage(\"Hello World 1!\")",
                        "fork receiveMessage(\"Hello World 2!\")",
                        "fork receiveMessage(\"Hello World 3!\")");
        assertThat(output("log -i=server --verify")).contains("Everything is whole.");
    }

    private List<String> output(String arguments) {
        Path file = directory.resolve(arguments.replaceAll("\\W+", "-") + ".log");
        String command = commands.stream()
                .filter(each -> each.startsWith("bin/ambrosia " + arguments))
                .findFirst()
                .orElseThrow();
        Program program = program(file.getFileName().toString(), command.replaceAll("#.*", ""));
        assertThat(program.awaitExit()).as(command + program.lines()).isZero();
        return program.lines();
    }

    private void start(String which) {
        String command = commands.stream()
                .filter(each -> each.contains(" " + which))
                .findFirst()
                .orElseThrow();
        running.put(which, program(which.replaceAll("\\W+", "-") + ".log", command));
    }

    private void restart(String which, String ready) {
        int before = linesWith(which, ready).size();
        running.get(which).kill();
        start(which);
        await().atMost(LONG).until(() -> linesWith(which, ready).size() > before);
    }

    private Program program(String log, String command) {
        return Program.command(
                directory.resolve(log),
                directory,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                List.of("bash", "-c", "exec " + command));
    }

    private List<String> linesWith(String which, String part) {
        return running.get(which).lines().stream()
                .filter(each -> each.contains(part))
                .toList();
    }

    private void awaitLine(String which, String part) {
        await().atMost(LONG).until(() -> !linesWith(which, part).isEmpty());
    }

    private void awaitReceived(String... messages) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(linesWith(SERVER, "!! SERVER RECEIVED MESSAGE"))
                        .extracting(line -> line.replace("!! SERVER RECEIVED MESSAGE ", ""))
                        .containsExactly(messages));
    }
}
