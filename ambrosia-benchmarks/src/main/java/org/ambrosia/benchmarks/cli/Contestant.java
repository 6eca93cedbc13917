package org.ambrosia.benchmarks.cli;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ambrosia.benchmarks.process.JavaProcess;
import org.ambrosia.benchmarks.process.SharedMemory;
import org.ambrosia.benchmarks.report.Setting;

/** A system that is measured: a server and a client, in processes of their own, the same load for each. */
enum Contestant {
    GRPC("gRPC", Contestant.GRPC_LIBRARY, "nothing") {
        @Override
        JavaProcess server(Load load, Path data, int port, Consumer<String> lines) throws IOException {
            return peer("Grpc" + load.server(), List.of(), lines);
        }

        @Override
        JavaProcess client(Load load, Path data, int port, List<String> arguments, Consumer<String> lines)
                throws IOException {
            return peer("Grpc" + load.client(), with(arguments, Integer.toString(port)), lines);
        }
    },
    AERON("Aeron Cluster", Contestant.AERON_LIBRARY, "file sync level 1") {
        @Override
        JavaProcess server(Load load, Path data, int port, Consumer<String> lines) throws IOException {
            return peer("Aeron" + load.server(), List.of(data.toString(), Integer.toString(port)), lines);
        }

        @Override
        JavaProcess client(Load load, Path data, int port, List<String> arguments, Consumer<String> lines)
                throws IOException {
            return peer("Aeron" + load.client(), with(arguments, data.toString(), Integer.toString(port)), lines);
        }
    },
    AMBROSIA("Ambrosia", Contestant.OWN_LIBRARY, "O_DSYNC") {
        @Override
        JavaProcess server(Load load, Path data, int port, Consumer<String> lines) throws IOException {
            return own(load, load.server(), List.of(data.toString()), lines);
        }

        @Override
        JavaProcess client(Load load, Path data, int port, List<String> arguments, Consumer<String> lines)
                throws IOException {
            return own(load, load.client(), with(arguments, data.toString()), lines);
        }
    },
    TWO_PROCESSES("Ambrosia, coordinators apart", Contestant.OWN_LIBRARY, "O_DSYNC") {
        @Override
        JavaProcess server(Load load, Path data, int port, Consumer<String> lines) throws IOException {
            return apart(load, load.server(), List.of(data.toString()), port, lines);
        }

        @Override
        JavaProcess client(Load load, Path data, int port, List<String> arguments, Consumer<String> lines)
                throws IOException {
            return apart(load, load.client(), with(arguments, data.toString()), port + 2, lines);
        }
    },
    OUTSIDE("Ambrosia, from outside", Contestant.OWN_LIBRARY, "O_DSYNC") {
        @Override
        JavaProcess server(Load load, Path data, int port, Consumer<String> lines) throws IOException {
            return own(load, load.server(), List.of(data.toString()), lines);
        }

        @Override
        JavaProcess client(Load load, Path data, int port, List<String> arguments, Consumer<String> lines)
                throws IOException {
            return own(load, "Outside" + load.client(), with(arguments, data.toString()), lines);
        }
    };

    private static final String OWN = "org.ambrosia.benchmarks/org.ambrosia.benchmarks.";
    private static final String GRPC_LIBRARY = "grpc-core";
    private static final String AERON_LIBRARY = "aeron-cluster";
    private static final String OWN_LIBRARY = "ambrosia-benchmarks";
    /** What the peers' libraries want, and what their makers set for all of a process. */
    private static final List<String> PEER_OPTIONS = List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-Dagrona.disable.bounds.checks=true",
            "-Daeron.pre.touch.mapped.memory=true",
            "-Djava.net.preferIPv4Stack=true");

    /** Of all of ours, which is set as an application gets it. */
    private static final List<Setting> OWN_SETTINGS = List.of(
            new Setting("settings of instances", "defaults", "as an application gets them (docs/operating)"),
            new Setting("kryo.unsafe", "false", "as bin/ambrosia gives it; no call of a benchmark is encoded by Kryo"));

    private static final String READY = "READY";
    private static final String RESULT = "RESULT ";
    private static final long DEADLINE_SECONDS = 30;
    private static final long CLIENT_SECONDS = 600;
    /** From below the range from which the system gives clients their ports. */
    private static final int FIRST_PORT = 20_000;

    private final String title;
    private final String library;
    private final String durable;

    Contestant(String title, String library, String durable) {
        this.title = title;
        this.library = library;
        this.durable = durable;
    }

    String title() {
        return title;
    }

    /** Its version, what is on stable storage before a call is executed, and with which options it runs, for people to read. */
    String note() throws IOException {
        return title + " " + version() + ": durable before a call is executed: " + durable + "."
                + (library.equals(OWN_LIBRARY) ? "" : " JVM options besides: " + String.join(" ", PEER_OPTIONS) + ".");
    }

    private String version() throws IOException {
        Pattern jar = Pattern.compile(Pattern.quote(library) + "-(\\d.*)\\.jar");
        try (Stream<Path> libraries = Files.list(Path.of(peers(), "libraries"))) {
            return libraries
                    .map(each -> jar.matcher(each.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(each -> each.group(1))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No " + library + " is among the peers' libraries"));
        }
    }

    /** How it is set, and why; of the others, as their own processes report it. */
    List<Setting> settings(Path data) throws IOException, InterruptedException {
        if (library.equals(OWN_LIBRARY)) {
            return OWN_SETTINGS;
        }
        List<Setting> settings = new ArrayList<>();
        List<String> said = new ArrayList<>();
        String program = this == GRPC ? "GrpcSettings" : "AeronSettings";
        try (JavaProcess process = peer(program, List.of(data.toString()), line -> {
            said.add(line);
            if (Setting.isOne(line)) {
                settings.add(Setting.of(line));
            }
        })) {
            if (process.awaitExit(DEADLINE_SECONDS) != 0) {
                throw new IllegalStateException(title + " does not report its settings: " + said);
            }
        }
        return settings;
    }

    abstract JavaProcess server(Load load, Path data, int port, Consumer<String> lines) throws IOException;

    abstract JavaProcess client(Load load, Path data, int port, List<String> arguments, Consumer<String> lines)
            throws IOException;

    /**
     * Runs both once.
     *
     * @param arguments the client's, the same for each contestant
     * @return what the client measured: how many calls, in how many nanoseconds, and what else its program measures
     */
    long[] run(Load load, Path data, Object... arguments) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(data, name());
        Path memory = SharedMemory.of(directory);
        Thread cleanUp = new Thread(() -> Results.deleteQuietly(memory));
        Runtime.getRuntime().addShutdownHook(cleanUp);
        List<String> said = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(1);
        int[] port = {freePorts()};
        long[][] result = {null};
        try (JavaProcess server = server(load, directory, port[0], line -> {
            said.add("server: " + line);
            String[] words = line.split(" ", -1);
            if (words[0].equals(READY)) {
                port[0] = words.length == 2 ? Integer.parseInt(words[1]) : port[0];
                ready.countDown();
            }
        })) {
            if (!ready.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(title + " is not ready after " + DEADLINE_SECONDS + " s: " + said);
            }
            List<String> shown = Stream.of(arguments).map(Object::toString).toList();
            try (JavaProcess client = client(load, directory, port[0], shown, line -> {
                said.add("client: " + line);
                if (line.startsWith(RESULT)) {
                    result[0] = Stream.of(line.substring(RESULT.length()).split(" ", -1))
                            .mapToLong(Long::parseLong)
                            .toArray();
                }
            })) {
                int status = client.awaitExit(CLIENT_SECONDS);
                if (status != 0 || result[0] == null) {
                    throw new IllegalStateException(title + " ended with status " + status + ": " + said);
                }
            }
            server.kill();
        } finally {
            Results.deleteQuietly(memory);
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
        Results.deleteQuietly(directory);
        return result[0];
    }

    /** The first of some ports that are free at the moment. */
    private static int freePorts() throws IOException {
        for (int port = FIRST_PORT; ; port += 10) {
            try (ServerSocket first = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return first.getLocalPort();
            } catch (IOException used) {
                if (port > FIRST_PORT + 1_000) {
                    throw used;
                }
            }
        }
    }

    private static List<String> with(List<String> arguments, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(arguments);
        return all;
    }

    private static JavaProcess own(Load load, String program, List<String> arguments, Consumer<String> lines)
            throws IOException {
        return JavaProcess.start(List.of(), OWN + load.part() + "." + program + "Main", arguments, lines);
    }

    /** With its coordinator in another process; this port and the next are where the two meet. */
    private static JavaProcess apart(
            Load load, String program, List<String> arguments, int port, Consumer<String> lines) throws IOException {
        String one = Integer.toString(port);
        String other = Integer.toString(port + 1);
        JavaProcess coordinator = JavaProcess.start(
                List.of(),
                OWN + "process.CoordinatorMain",
                List.of(program.toLowerCase(Locale.ROOT), arguments.get(0), one, other),
                line -> {});
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(other, one));
        return own(load, program, all, lines).with(coordinator);
    }

    private static String peers() {
        String peers = System.getProperty("ambrosia.peers");
        if (peers == null) {
            throw new IllegalStateException(
                    "Where the peers are is not known. Use bin/ambrosia bench, or set -Dambrosia.peers=ambrosia-peers/target");
        }
        return peers;
    }

    private static JavaProcess peer(String program, List<String> arguments, Consumer<String> lines) throws IOException {
        String peers = peers();
        return JavaProcess.startOnClassPath(
                PEER_OPTIONS,
                peers + "/classes" + File.pathSeparator + peers + "/libraries/*",
                "org.ambrosia.peers." + program,
                arguments,
                lines);
    }
}
