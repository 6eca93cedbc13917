package org.ambrosia.runtime.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia demo active-active}. */
@Command(
        name = "active-active",
        mixinStandardHelpOptions = true,
        description = {
            "Hello World's server as three replicas, each a coordinator and an application, under a steady stream of calls from a"
                    + " client: pairs of processes are killed with SIGKILL and started again, and every claim about their roles is"
                    + " checked.",
            "Exit status: 0 if every claim holds, 1 if not."
        })
final class ActiveActiveDemoCommand implements Callable<Integer> {
    private static final String COMMANDS = "org.ambrosia.runtime/org.ambrosia.runtime.cli.Main";
    private static final String SERVER = "org.ambrosia.helloworld.server/org.ambrosia.helloworld.server.Main";
    private static final String CLIENT = "org.ambrosia.helloworld.client/org.ambrosia.helloworld.client.Main";
    private static final Pattern RESPONSE = Pattern.compile("Client: the server has processed (\\d+) messages\\.");
    private static final String ENDLESS = Integer.toString(Integer.MAX_VALUE);
    private static final long STEP_MILLIS = 30_000;
    private static final long STILL_MILLIS = 1_500;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--failovers",
            defaultValue = "4",
            description = "How often primary responsibility goes back and forth (${DEFAULT-VALUE}).")
    private int failovers;

    private final Map<Integer, Pair> replicas = new TreeMap<>();
    private final Table times = new Table("FAILOVER", "FROM", "TO", "MS");
    private final List<String> broken = new ArrayList<>();
    private Path data;
    private Registry registry;
    private Pair client;
    private volatile int processed;
    private volatile long respondedNanos;
    private volatile String disorder;
    private int claims;
    private int failoversDone;

    /** A coordinator and its application. */
    private final class Pair {
        private final String instance;
        private final int number;
        private final int receivePort;
        private final int sendPort;
        private final int port;
        private final List<String> applicationCommand;
        private Child coordinator;
        private Child application;

        Pair(String instance, int number, int[] ports, String application, String... arguments) {
            this.instance = instance;
            this.number = number;
            this.receivePort = ports[0];
            this.sendPort = ports[1];
            this.port = ports[2];
            this.applicationCommand = new ArrayList<>(List.of(application, arguments[0], "TWOPROC"));
            applicationCommand.add(Integer.toString(sendPort));
            applicationCommand.add(Integer.toString(receivePort));
            applicationCommand.addAll(List.of(arguments).subList(1, arguments.length));
        }

        void start() throws IOException {
            startCoordinator();
            startApplication();
        }

        void startCoordinator() throws IOException {
            coordinator = Child.start(
                    options(),
                    COMMANDS,
                    List.of("ImmortalCoordinator", "-i=" + instance, "-port=" + port, "-r=" + number),
                    line -> note(this + " coordinator", line));
        }

        void startApplication() throws IOException {
            application = Child.start(
                    options(),
                    applicationCommand.get(0),
                    applicationCommand.subList(1, applicationCommand.size()),
                    line -> {
                        note(this + " application", line);
                        Matcher response = RESPONSE.matcher(line);
                        if (response.matches()) {
                            responded(Integer.parseInt(response.group(1)));
                        }
                    });
        }

        /** Kills both; returns when the signals were sent, in nanoseconds. */
        long kill() throws InterruptedException {
            long now = System.nanoTime();
            coordinator.signalKill();
            application.signalKill();
            coordinator.await();
            application.await();
            return now;
        }

        void stop() throws InterruptedException {
            for (Child each : coordinator == null ? List.<Child>of() : List.of(coordinator, application)) {
                each.kill();
            }
        }

        @Override
        public String toString() {
            return instance + " " + number;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        data = Files.createTempDirectory("ambrosia-active-active");
        registry = Engines.registry(data.resolve("registry"));
        say("Logs, registry and the processes' output are in " + data + ".");
        try {
            register();
            firstStart();
            killTheFirst();
            pingPong();
            secondStaysWhatItIs();
            startOrder();
            addOne();
            return report() ? 0 : 1;
        } finally {
            for (Pair each : replicas.values()) {
                each.stop();
            }
            if (client != null) {
                client.stop();
            }
        }
    }

    private void register() throws IOException {
        title("The client and the server are registered, the server with -aa, and two replicas are added.");
        client = new Pair("client", 0, ports(), CLIENT, "3", ENDLESS);
        execute("RegisterInstance", "-i=client", "-rp=" + client.receivePort, "-sp=" + client.sendPort, logs());
        Pair first = server(0);
        execute(
                "RegisterInstance",
                "-i=server",
                "-rp=" + first.receivePort,
                "-sp=" + first.sendPort,
                logs(),
                "-lts=1",
                "-aa");
        addReplica(1);
        addReplica(2);
    }

    private void addReplica(int number) throws IOException {
        Pair added = server(number);
        execute("AddReplica", "-i=server", "-rp=" + added.receivePort, "-sp=" + added.sendPort, logs(), "-r=" + number);
    }

    private Pair server(int number) throws IOException {
        Pair pair = new Pair("server", number, ports(), SERVER, "server");
        replicas.put(number, pair);
        return pair;
    }

    private void firstStart() throws IOException, InterruptedException {
        title("Four coordinators are started, and then the four applications.");
        for (Pair each : replicas.values()) {
            each.startCoordinator();
            awaitRole(each.number, "recovering", "checkpointer", "standby");
        }
        client.startCoordinator();
        for (Pair each : replicas.values()) {
            each.startApplication();
        }
        client.startApplication();
        awaitResponses(20);
        claim("the first copy ever started is the primary", isA(0, "primary"));
        claim("the next takes the checkpoints", isA(1, "checkpointer"));
        claim("the third is a standby", isA(2, "standby"));
        long checkpoint = newestCheckpoint();
        claim(
                "the primary goes on while another copy takes checkpoints",
                holds(() -> newestCheckpoint() > checkpoint) && isA(0, "primary"));
    }

    private void killTheFirst() throws IOException, InterruptedException {
        title("The first pair of processes is killed, as kill -9 does.");
        failOver(0, 2);
        replicas.get(0).start();
        awaitRole(0, "standby");
        claim("started again, the first is a standby", isA(0, "standby"));
    }

    private void pingPong() throws IOException, InterruptedException {
        title("Primary responsibility goes back and forth between the first and the third.");
        int primary = 2;
        for (int i = 0; i < failovers; i++) {
            int next = 2 - primary;
            failOver(primary, next);
            replicas.get(primary).start();
            awaitRole(primary, "standby");
            primary = next;
        }
        claim("the second takes the checkpoints all the time", isA(1, "checkpointer"));
    }

    private void secondStaysWhatItIs() throws InterruptedException {
        title("The first and the third are killed.");
        replicas.get(0).kill();
        replicas.get(2).kill();
        int before = processed;
        Thread.sleep(STILL_MILLIS);
        claim("the second never becomes primary", isA(1, "checkpointer"));
        claim("nobody answers the client meanwhile", processed <= before + 1);
    }

    private void startOrder() throws IOException, InterruptedException {
        title("All are ended, and started again in another order: 2, 0, 1.");
        replicas.get(1).kill();
        startAs(2, "checkpointer");
        startAs(0, "primary");
        startAs(1, "standby");
        int before = processed;
        awaitResponses(before + 20);
        claim("the first that is started takes the checkpoints", isA(2, "checkpointer"));
        claim("the second is the primary", isA(0, "primary"));
        claim("the third is a standby", isA(1, "standby"));
        failOver(0, 1);
    }

    private void startAs(int number, String role) throws IOException, InterruptedException {
        replicas.get(number).start();
        awaitRole(number, role);
    }

    private void addOne() throws IOException, InterruptedException {
        title("While it runs, a fourth copy is registered and started, and takes over when the primary is killed.");
        addReplica(3);
        replicas.get(3).start();
        awaitRole(3, "standby");
        claim("a copy that is added while the instance runs is a standby", isA(3, "standby"));
        failOver(1, 3);
    }

    /**
     * Kills the primary pair; returns when the client has received a response from the next one.
     */
    private void failOver(int from, int to) throws InterruptedException {
        int before = processed;
        awaitResponses(before + 20);
        awaitLevel(to);
        long killed = replicas.get(from).kill();
        int last = processed;
        await(() -> processed > last + 1, "a response of the new primary");
        long responded = respondedNanos;
        awaitRole(to, "primary");
        long millis = (responded - killed) / 1_000_000;
        times.row(++failoversDone, from, to, millis);
        say(String.format(
                "@|yellow kill -9|@ server %d: server %d is the primary, the client's next response came after @|bold %d ms|@",
                from, to, millis));
        claim("the last started replica becomes primary", isA(to, "primary"));
    }

    private boolean report() {
        if (disorder != null) {
            broken.add(disorder);
        }
        PrintWriter out = out();
        out.println();
        times.print(out, spec.commandLine().getColorScheme());
        out.println();
        out.printf("  %-32s %,10d%n", "calls answered", processed);
        out.printf("  %-32s %10s%n", "lost, doubled or out of order", disorder == null ? "none" : "SOME");
        out.printf("  %-32s %10d%n", "claims checked", claims);
        out.println();
        broken.forEach(each -> say("@|bold,red Does NOT hold:|@ " + each));
        if (broken.isEmpty()) {
            say("@|bold,green Every claim of the walkthrough holds.|@");
        }
        return broken.isEmpty();
    }

    /**
     * Notes a response. The server's state counts each call once, so that responses count one by
     * one.
     */
    private void responded(int count) {
        if (count != processed + 1 && disorder == null) {
            disorder = "calls are executed once and in order: response " + (processed + 1) + " was expected, " + count
                    + " came";
        }
        respondedNanos = System.nanoTime();
        processed = count;
    }

    private void claim(String what, boolean holds) {
        claims++;
        say((holds ? "  @|green yes|@ " : "  @|bold,red NO|@  ") + what);
        if (!holds) {
            broken.add(what);
        }
    }

    private boolean isA(int number, String role) {
        return registry.running("server").stream()
                .anyMatch(each ->
                        each.replica() == number && role.equals(each.facts().get("role")));
    }

    private boolean isLevel(int number) {
        return registry.running("server").stream().anyMatch(each -> each.replica() == number && isLevel(each.facts()));
    }

    private static boolean isLevel(Map<String, String> facts) {
        return "live".equals(facts.get("application")) && Long.parseLong(facts.getOrDefault("lagRecords", "9")) < 5;
    }

    private void awaitRole(int number, String... oneOf) throws InterruptedException {
        await(
                () -> Stream.of(oneOf).anyMatch(role -> isA(number, role)),
                "server " + number + " to be " + String.join(" or ", oneOf));
    }

    private void awaitLevel(int number) throws InterruptedException {
        await(() -> isLevel(number), "server " + number + " to have followed the log to its end");
    }

    private void awaitResponses(int count) throws InterruptedException {
        await(() -> processed >= count, count + " responses");
    }

    private boolean holds(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.currentTimeMillis() + STEP_MILLIS;
        while (!condition.getAsBoolean() && System.currentTimeMillis() < deadline) {
            Thread.sleep(5);
        }
        return condition.getAsBoolean();
    }

    private void await(BooleanSupplier condition, String what) throws InterruptedException {
        if (!holds(condition)) {
            List<String> roles = new ArrayList<>();
            for (Presence each : registry.running("server")) {
                roles.add(each.replica() + " " + each.facts());
            }
            throw new IllegalStateException("Waited in vain for " + what + ", behind " + processed + " responses. "
                    + roles + " The processes' output is in " + data + ".");
        }
    }

    private long newestCheckpoint() {
        try (Stream<Path> files = Files.list(data.resolve("logs").resolve("server"))) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(".checkpoint"))
                    .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                    .max()
                    .orElse(-1);
        } catch (IOException gone) {
            return -1;
        }
    }

    private void execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        say("  @|faint ambrosia " + String.join(" ", all) + "|@");
        all.add(registryOption());
        int status = Main.commandLine()
                .setOut(new PrintWriter(PrintWriter.nullWriter()))
                .execute(all.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("ambrosia " + String.join(" ", all) + " ended with status " + status);
        }
    }

    private List<String> options() {
        return List.of("-Dambrosia.registry=" + data.resolve("registry"));
    }

    private String registryOption() {
        return "--registry=" + data.resolve("registry");
    }

    private String logs() {
        return "-l=" + data.resolve("logs");
    }

    private synchronized void note(String who, String line) {
        try {
            Files.writeString(
                    data.resolve(who.replace(' ', '-') + ".txt"),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException full) {
            // The file is only for people who look for the cause of something.
        }
    }

    /** Returns ports that are free at the moment. */
    private static int[] ports() throws IOException {
        List<ServerSocket> open = new ArrayList<>();
        int[] ports = new int[3];
        try {
            for (int i = 0; i < ports.length; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                open.add(socket);
                ports[i] = socket.getLocalPort();
            }
        } finally {
            for (ServerSocket each : open) {
                each.close();
            }
        }
        return ports;
    }

    private void title(String line) {
        out().println();
        say("@|bold " + line + "|@");
    }

    private void say(String line) {
        out().println(spec.commandLine().getColorScheme().ansi().string(line));
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
