package org.ambrosia.benchmarks.steady;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.ambrosia.benchmarks.process.JavaProcess;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;

/** A server with its replicas, and the client that sends it calls. */
public final class SteadyLoad implements AutoCloseable {
    private static final long DEADLINE_MILLIS = 60_000;
    /** So many calls behind the last that was sent, a replica is level: less than what is under way and not said yet. */
    private static final long LEVEL_CALLS = 200;

    private final Path directory;
    private final Setup setup;
    private final Replies replies = new Replies();
    private final PacingClient immortal;
    private final List<Replica> replicas = new ArrayList<>();
    private Instance client;

    /**
     * What runs.
     *
     * @param replicas how many; 1 for a server without replicas
     * @param pace the time from one call to the next
     * @param callBytes filler in each call
     * @param stateBytes filler in the server's state
     * @param triggerMegabytes the size of the log at which a checkpoint is taken
     * @param javaOptions for the server's processes
     * @param coordinatorOptions for the server's coordinators
     */
    public record Setup(
            int replicas,
            Duration pace,
            int callBytes,
            long stateBytes,
            long triggerMegabytes,
            List<String> javaOptions,
            List<String> coordinatorOptions) {}

    /**
     * Starts everything: when this returns, calls are answered.
     *
     * @param directory of logs, registry, and what the processes print
     */
    public SteadyLoad(Path directory, Setup setup) throws IOException, InterruptedException {
        this.directory = directory;
        this.setup = setup;
        this.immortal = new PacingClient(replies, setup.pace().toNanos(), setup.callBytes());
        try {
            begin();
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    private void begin() throws IOException, InterruptedException {
        List<String> java = new ArrayList<>(setup.javaOptions());
        java.add("-Dambrosia.registry=" + registry());
        for (int i = 0; i < setup.replicas(); i++) {
            Replica replica =
                    new Replica(i, ports(), directory, java, setup.coordinatorOptions(), setup.stateBytes(), replies);
            replicas.add(replica);
            register(replica);
        }
        for (Replica each : replicas) {
            start(each);
            awaitThat(each + " to join", () -> each.role() != Replica.Role.NONE);
        }
        client = Ambrosia.deploy("client", () -> immortal)
                .log(directory.resolve("logs"))
                .registryDirectory(registry())
                .start();
        awaitThat("answers", () -> replies.lastAnswered() > LEVEL_CALLS);
    }

    private void register(Replica replica) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        arguments.add(replica.number() == 0 ? "RegisterInstance" : "AddReplica");
        arguments.addAll(List.of(
                "-i=server",
                "-rp=" + replica.receivePort(),
                "-sp=" + replica.sendPort(),
                "-l=" + directory.resolve("logs")));
        if (replica.number() > 0) {
            arguments.add("-r=" + replica.number());
        } else {
            arguments.add("-lts=" + setup.triggerMegabytes());
            if (setup.replicas() > 1) {
                arguments.add("-aa");
            }
        }
        command(arguments);
    }

    /** Runs one of the commands, which must succeed. */
    public void command(List<String> arguments) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        JavaProcess process = JavaProcess.start(
                List.of("-XX:TieredStopAtLevel=1", "-Dambrosia.registry=" + registry()),
                Replica.COMMANDS,
                arguments,
                lines::add);
        int status = process.awaitExit();
        if (status != 0) {
            throw new IllegalStateException(arguments + " ended with status " + status + ": " + lines);
        }
    }

    /** Starts both processes of a replica, and does not wait for them. */
    public void start(Replica replica) throws IOException {
        replica.start();
    }

    /** Waits until a replica is a standby that has executed everything up to now, and has rehearsed taking over. */
    public void awaitStandby(Replica replica) throws InterruptedException {
        awaitThat(
                "server " + replica.number() + " to be a standby that is level",
                () -> replica.role() == Replica.Role.STANDBY
                        && replica.hasRehearsed()
                        && replica.executed() >= replies.lastAnswered() - LEVEL_CALLS);
    }

    /** The number of the server's newest checkpoint; each gets a higher one. */
    public long newestCheckpoint() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("logs").resolve("server"))) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(".checkpoint"))
                    .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                    .max()
                    .orElse(-1);
        }
    }

    /** How long the slowest of the first replica's writes to the log took within the last ten seconds, or up to twenty, in milliseconds. */
    public long slowestWriteMillis() throws IOException {
        Properties status = new Properties();
        try (Reader reader =
                Files.newBufferedReader(registry().resolve("status").resolve("server.0.status"))) {
            status.load(reader);
        }
        return Long.parseLong(status.getProperty("slowestWriteMillis"));
    }

    /** The replicas, by number. */
    public List<Replica> replicas() {
        return replicas;
    }

    /** When calls were answered. */
    public Replies replies() {
        return replies;
    }

    /** Sends no more calls, and waits until all are answered; returns what is not as it must be, or null. */
    public String finish() throws InterruptedException {
        immortal.stop();
        long[] last = {-1};
        awaitThat("all answers", () -> {
            boolean still = replies.lastSent() == last[0];
            last[0] = replies.lastSent();
            return still && replies.lastAnswered() == replies.lastSent();
        });
        return replies.wrong();
    }

    /** Waits for something, for a minute at most. */
    public void awaitThat(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.currentTimeMillis() + DEADLINE_MILLIS;
        while (!condition.getAsBoolean()) {
            if (System.currentTimeMillis() > deadline) {
                throw new IllegalStateException("Waited in vain for " + what + ". What the processes printed is in "
                        + directory + "; calls sent: " + replies.lastSent() + ", answered: " + replies.lastAnswered());
            }
            Thread.sleep(1);
        }
    }

    private Path registry() {
        return directory.resolve("registry");
    }

    /** Two ports that are free at the moment. */
    private static int[] ports() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket first = new ServerSocket(0, 1, loopback);
                ServerSocket second = new ServerSocket(0, 1, loopback)) {
            return new int[] {first.getLocalPort(), second.getLocalPort()};
        }
    }

    @Override
    public void close() {
        immortal.stop();
        if (client != null) {
            client.close();
        }
        replicas.forEach(Replica::close);
    }
}
