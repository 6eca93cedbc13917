package org.ambrosia.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ApplicationConfig;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.ImmortalObject;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.contract.Idle;
import org.ambrosia.runtime.net.FreePorts;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a newcomer does wrong, and what is said then: one line, what happened, what to do, and an exit status of its own. */
class MistakesTest {
    @TempDir
    private Path directory;

    private String said;
    private String output;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RegisterInstence -i=a                                    | Did you mean RegisterInstance
            RegisterInstance -rp=1100 -sp=1101                       | Missing required option: '--instance-name=NAME'
            RegisterInstance -i=a -sp=1101                           | Missing required option: '--receive-port=PORT'
            RegisterInstance -i=a -rp=1100                           | Missing required option: '--send-port=PORT'
            RegisterInstance -i=a -rp=x -sp=1101                     | Invalid value for option '--receive-port': 'x' is not an int
            RegisterInstance -i=a -rp=1100 -sp=1101 -xx              | Unknown option: '-xx'
            RegisterInstance -i=a -rp=0 -sp=1101                     | The option -rp is wrong: expected 1 to 65535, found 0
            RegisterInstance -i=a -rp=1100 -sp=70000                 | The option -sp is wrong: expected 1 to 65535, found 70000
            RegisterInstance -i=a -rp=1100 -sp=1100                  | expected another port than -rp, found 1100
            RegisterInstance -i=a -rp=1100 -sp=1101 -cs=Z            | The option -cs is wrong: expected A, N or Y, found Z
            RegisterInstance -i=a -rp=1100 -sp=1101 -cv=3 -uv=2      | The option -cv is wrong: expected 0, since this release can't upgrade an instance yet, found 3
            RegisterInstance -i=a -rp=1100 -sp=1101 -uv=2            | The option -uv is wrong: expected 0, since this release can't upgrade
            RegisterInstance -i=a -rp=2101 -sp=1101                  | replica 0 of "server" has 2100 and 2101, found 2101 and 1101
            RegisterInstance -i=Server -rp=1100 -sp=1101             | "Server" differs by case only from "server"
            RegisterInstance -i=ambrosia-client -rp=1100 -sp=1101     | in the certificates of all clients
            AddReplica -i=server -r=1 -rp=3000 -sp=3001 -l=LOGS      | an instance that is registered with -aa
            RegisterInstance -i=a/b -rp=1100 -sp=1101                | 1 to 63 of letters, digits and . _ -
            AddReplica -i=server -r=0 -rp=3000 -sp=3001              | The option -r is wrong: expected 1 or more
            AddReplica -i=server -r=1 -rp=2100 -sp=3001 -l=LOGS      | replica 0 of "server" has 2100 and 2101, found 2100 and 3001. Give each replica of each instance its own
            AddReplica -i=server -r=1 -rp=3000 -sp=3001 -l=elsewhere | all replicas share one log
            ImmortalCoordinator -i=server --max-message-bytes=5      | "maxMessageBytes" is wrong: expected 1024 to 1073741824, found 5
            ImmortalCoordinator -i=server -aa                        | "server" is registered without it
            """)
    void aWrongCall(String line, String message) {
        ok("RegisterInstance", "-i=server", "-rp=2100", "-sp=2101", "-l=" + logs());
        assertThat(run(line.replace("LOGS", logs()).strip().split(" +")))
                .as(said)
                .isEqualTo(2);
        assertOneLine(message);
    }

    @Test
    void anUnknownInstanceIsToldWithThoseThatAreKnown() {
        ok("RegisterInstance", "-i=server", "-rp=2100", "-sp=2101", "-l=" + logs());
        for (String command : List.of("ImmortalCoordinator", "status")) {
            assertThat(run(command, "-i=sever")).isEqualTo(3);
            assertOneLine(
                    "No instance \"sever\" is registered", "these are: server", "ambrosia RegisterInstance -i=sever");
        }
        assertThat(run("UnregisterInstance", "-i=sever")).isEqualTo(3);
        assertOneLine("No instance \"sever\" is registered", "these are: server", "There is nothing to remove");
        assertThat(run("AddReplica", "-i=sever", "-r=1", "-rp=3000", "-sp=3001"))
                .isEqualTo(3);
        assertThat(run("ImmortalCoordinator", "-i=server", "-r=2")).isEqualTo(3);
        assertOneLine("\"server\" has no replica 2; it has 0", "ambrosia AddReplica -i=server -r=2");
    }

    @Test
    void aRegistryThatIsNotThereIsAnErrorWhereSomethingIsLookedForInIt() {
        for (String command :
                List.of("status", "log -i=server", "handover -i=server", "UnregisterInstance -i=server")) {
            assertThat(run(command.split(" "))).as(command).isEqualTo(6);
            assertOneLine(
                    "There is no registry in", directory.resolve("registry").toString(), "Correct --registry");
        }
    }

    @Test
    void recordsThatAreNotThereAreToldWithThoseThatAre() throws IOException {
        makeLogOf("server");
        ok("RegisterInstance", "-i=server", "-rp=" + FreePorts.next(), "-sp=" + FreePorts.next(), "-l=" + logs());
        assertThat(run("log", "-i=server", "--from=99")).isEqualTo(2);
        assertOneLine("There is no such record", "--from=99");
    }

    @Test
    void aReplicatedInstanceStaysThat() throws IOException {
        ok("RegisterInstance", "-i=server", "-rp=2100", "-sp=2101", "-l=" + logs(), "-aa");
        ok("AddReplica", "-i=server", "-r=1", "-rp=2200", "-sp=2201", "-l=" + logs());
        assertThat(run("RegisterInstance", "-i=server", "-rp=2100", "-sp=2101", "-l=" + logs()))
                .isEqualTo(2);
        assertOneLine("The option -aa is wrong", "\"server\" has replicas");
    }

    /** Commands find what runs by the registry, be it registered or deployed by a program. */
    @Test
    void whatAProgramDeploysIsKnownToCommands() throws IOException {
        try (Instance running = coordinate("server")) {
            assertThat(running.port()).isPositive();
            awaitPresence();
            assertThat(run("handover", "-i=server")).isEqualTo(1);
            assertOneLine("HandoverFailed", "\"server\" has no");
            assertThat(run("log", "-i=server")).isZero();
        }
    }

    /** As one that is registered; and as long as nobody removes it. */
    @Test
    void whatAProgramHasDeployedIsShownWhenItHasEnded() throws Exception {
        try (Instance running = Ambrosia.deploy("server", Idle::new)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .start()) {
            running.awaitServing();
            await().until(() -> run("status") == 0 && output.contains("primary"));
        }
        assertThat(run("status", "-i=server")).isZero();
        assertThat(output).contains("server", "not running");
        assertThat(run("status", "--json")).isZero();
        JsonObject row = JsonParser.parseString(output).getAsJsonArray().get(0).getAsJsonObject();
        assertThat(row.get("running").getAsBoolean()).isFalse();
        ok("log", "-i=server");
        assertThat(output).as("its log is found by where it ran last").contains("SEGMENT");
        ok("UnregisterInstance", "-i=server");
        assertThat(output).contains("Unregistered \"server\"");
        assertThat(run("status")).isZero();
        assertThat(output).contains("No instance is registered");
    }

    /** Its process is there, and executes nothing. */
    @Test
    void aProcessThatHangsIsShownAsSilent() {
        Registry registry = Engines.registry(directory.resolve("registry"));
        String longAgo = Long.toString(System.currentTimeMillis() - 60_000);
        registry.announce(new Presence(
                "server", 0, ProcessHandle.current().pid(), Map.of("role", "primary", Presence.SAID_MILLIS, longAgo)));
        assertThat(run("status")).isEqualTo(10);
        assertThat(output).contains("primary, silent", "has said nothing for 60 s", "jstack", "has no primary");
        run("status", "--json");
        JsonObject row = JsonParser.parseString(output).getAsJsonArray().get(0).getAsJsonObject();
        assertThat(row.get("silentSeconds").getAsLong()).isGreaterThanOrEqualTo(60);
        assertThat(row.get("hasPrimary").getAsBoolean()).isFalse();
    }

    /** One that takes the checkpoints never becomes primary, so that nothing is executed. */
    @Test
    void anInstanceWithoutAPrimarySaysSo() throws IOException {
        Instance first = replica(0);
        try (Instance second = replica(1)) {
            assertThat(second.port()).isPositive();
            await().until(() -> run("status") == 0 && output.contains("checkpointer"));
            first.close();
            await().until(() -> run("status") != 0);
            assertThat(run("status")).isEqualTo(10);
            assertThat(output).contains("\"server\" has no primary", "start another replica");
        } finally {
            first.close();
        }
    }

    private Instance replica(int number) throws IOException {
        return Ambrosia.coordinate("server")
                .applicationPorts(new BindingPorts(FreePorts.next(), FreePorts.next()))
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.replica(number))
                .start();
    }

    @Test
    void statusForProgramsHasNumbersAndOneStyleOfKeys() throws IOException {
        try (Instance running = coordinate("server")) {
            assertThat(running.port()).isPositive();
            awaitPresence();
            assertThat(run("status", "--json")).isZero();
            JsonObject row =
                    JsonParser.parseString(output).getAsJsonArray().get(0).getAsJsonObject();
            assertThat(row.get("epoch").getAsJsonPrimitive().isNumber()).isTrue();
            assertThat(row.keySet()).allMatch(key -> key.matches("[a-z]+([A-Z][a-z]+)*"));
        }
    }

    @Test
    void helpListsTheSamplesAndTheBenchmarks() {
        assertThat(Main.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF))
                .contains("helloworld-server", "bench", "pti", "helloworld-hi");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            ok("RegisterInstance", "-i=server", "-rp=" + port, "-sp=" + FreePorts.next(), "-l=" + logs());
            assertThat(run("ImmortalCoordinator", "-i=server")).isEqualTo(4);
            assertOneLine("can't listen for its application on port " + port, "register the instance with another");
            assertThat(run("ImmortalCoordinator", "-i=server", "-rp=" + FreePorts.next(), "-port=" + port))
                    .isEqualTo(4);
            assertOneLine("The port " + port + " on 127.0.0.1 can't be bound");
        }
    }

    @Test
    void aLogOfAnotherInstanceIsNotTouched() throws IOException {
        makeLogOf("server");
        Files.move(directory.resolve("logs/server"), directory.resolve("logs/other"));
        ok("RegisterInstance", "-i=other", "-rp=" + FreePorts.next(), "-sp=" + FreePorts.next(), "-l=" + logs());
        assertThat(run("ImmortalCoordinator", "-i=other")).isEqualTo(5);
        assertOneLine("The log belongs to another instance: expected \"other\", found \"server\"");
        assertThat(run("log", "-i=other")).isEqualTo(5);
        assertOneLine("The log belongs to another instance");
    }

    @Test
    void anUnreadableRegistryIsNamedByFile() throws IOException {
        ok("RegisterInstance", "-i=server", "-rp=2100", "-sp=2101", "-l=" + logs());
        Path file = directory.resolve("registry/server.instance");
        Files.writeString(file, "nonsense");
        assertThat(run("ImmortalCoordinator", "-i=server")).isEqualTo(6);
        assertOneLine("A file of the registry can't be read", file.toString(), "RegisterInstance");
        Files.writeString(file, "format = 2\n");
        assertThat(run("status")).isEqualTo(6);
        assertOneLine("its format is 2, expected 1");
    }

    @Test
    void aLogThatIsExpectedOrNotIsSaid() throws IOException {
        ok(
                "RegisterInstance",
                "-i=server",
                "-rp=" + FreePorts.next(),
                "-sp=" + FreePorts.next(),
                "-l=" + logs(),
                "-cs=N");
        assertThat(run("ImmortalCoordinator", "-i=server")).isEqualTo(7);
        assertOneLine("has no log", "-cs=A");
        assertThat(run("log", "-i=server")).isEqualTo(7);
        assertOneLine("There is no log of \"server\"");
        makeLogOf("server");
        ok(
                "RegisterInstance",
                "-i=server",
                "-rp=" + FreePorts.next(),
                "-sp=" + FreePorts.next(),
                "-l=" + logs(),
                "-cs=Y");
        assertThat(run("ImmortalCoordinator", "-i=server")).isEqualTo(5);
        assertOneLine("has a log already", "Delete the log to start over");
    }

    @Test
    void aDamagedLogIsToldWithFileAndOffset() throws IOException {
        makeLogOf("server");
        ok("RegisterInstance", "-i=server", "-rp=" + FreePorts.next(), "-sp=" + FreePorts.next(), "-l=" + logs());
        assertThat(run("log", "-i=server", "--verify")).isZero();
        Path manifest = directory.resolve("logs/server/000000000001.manifest");
        Files.writeString(manifest, Files.readString(manifest).replace("epoch", "Epoch"));
        assertThat(run("log", "-i=server", "--verify")).isEqualTo(7);
        assertOneLine("The log's manifest is damaged", manifest.toString(), "Restore the directory from a backup");
    }

    @Test
    void aRunningInstanceIsNotUnregistered() throws IOException {
        String[] ports = {"-rp=" + FreePorts.next(), "-sp=" + FreePorts.next()};
        ok("RegisterInstance", "-i=server", ports[0], ports[1], "-l=" + logs());
        try (Instance running = coordinate("server")) {
            assertThat(running.port()).isPositive();
            awaitPresence();
            assertThat(run("UnregisterInstance", "-i=server")).isEqualTo(8);
            assertOneLine("The instance \"server\" runs: replica 0, pid", "--force");
            ok("UnregisterInstance", "-i=server", "--force");
        }
        assertThat(run("status", "-i=server")).isEqualTo(3);
    }

    @Test
    void anUpgradeThatCantBeDoneYetIsSaid() throws IOException {
        ok("register-instance", "--instance-name=server", "--receive-port=2100", "--send-port=2101");
        Path file = directory.resolve("registry/server.instance");
        Files.writeString(file, Files.readString(file).replace("upgradeVersion = 0", "upgradeVersion = 1"));
        assertThat(run("immortal-coordinator", "-instanceName=server")).isEqualTo(2);
        assertOneLine("for an upgrade from version 0 to 1, which this release can't do");
    }

    @Test
    void aTimeThatCantBeIsRefused() {
        ok("RegisterInstance", "-i=server", "-rp=2100", "-sp=2101", "-l=" + logs());
        assertThat(run("ImmortalCoordinator", "-i=server", "--client-timeout=0"))
                .isEqualTo(2);
        assertOneLine("clientTimeout", "to 3650 days", "found PT0S");
        assertThat(run("ImmortalCoordinator", "-i=server", "--client-timeout=" + Long.MAX_VALUE))
                .isEqualTo(2);
        assertOneLine("clientTimeout", "to 3650 days");
    }

    @Test
    void theApiSaysWhatIsWrong() {
        assertRefused(() -> ApplicationConfig.builder("a b").build(), "instance name", "found a b");
        assertRefused(() -> ApplicationConfig.builder("a").build(), "ports", "was registered");
        assertRefused(() -> new BindingPorts(1000, 1000), "two different ones", "found 1000 and 1000");
        assertRefused(
                () -> ApplicationConfig.builder("a")
                        .ports(new BindingPorts(1001, 1000))
                        .coordinatorLoss(null)
                        .build(),
                "coordinatorLoss",
                "WAIT or END");
        assertRefused(() -> InstanceConfig.builder("a").maxMessageBytes(1).build(), "maxMessageBytes", "found 1");
        assertRefused(() -> InstanceConfig.builder("a").replica(-1).build(), "replica", "0 to 4095");
        assertRefused(
                () -> InstanceConfig.builder("a").replica(1).takesOver(false).build(), "takesOver", "replica 1 shares");
        assertRefused(() -> Ambrosia.coordinate("a").start(), "no ports", "applicationPorts");
        assertRefused(
                () -> Ambrosia.deploy("a", () -> new ImmortalObject() {
                            @Override
                            protected String instanceName() {
                                return "a";
                            }
                        })
                        .start(),
                "XImmortal");
        assertRefused(() -> InstanceConfig.builder("a").durability(null).build(), "durability", "one of Durability");
        assertRefused(() -> InstanceConfig.builder("a").host("0.0.0.0").build(), "advertisedHost", "0.0.0.0");
        assertRefused(() -> InstanceConfig.builder("ambrosia-client").build(), "instance name", "clients");
    }

    private static void assertRefused(Runnable wrong, String... parts) {
        assertThatThrownBy(wrong::run).isInstanceOf(AmbrosiaException.class).hasMessageContainingAll(parts);
    }

    private void makeLogOf(String instance) throws IOException {
        coordinate(instance).close();
    }

    private Instance coordinate(String instance) throws IOException {
        return Ambrosia.coordinate(instance)
                .applicationPorts(new BindingPorts(FreePorts.next(), FreePorts.next()))
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .start();
    }

    private void awaitPresence() {
        await().until(() -> run("status", "-i=server") == 0 && output.contains("recovering"));
    }

    private String logs() {
        return directory.resolve("logs").toString();
    }

    private void ok(String... args) {
        assertThat(run(args)).as(said).isZero();
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--registry=" + directory.resolve("registry"));
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setErr(new PrintWriter(err));
        StringWriter out = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int status = commandLine.execute(all.toArray(String[]::new));
        said = err.toString();
        output = out.toString();
        return status;
    }

    private void assertOneLine(String... parts) {
        assertThat(said.strip().lines()).hasSize(1);
        assertThat(said).startsWith("ambrosia: ").contains(parts);
    }
}
