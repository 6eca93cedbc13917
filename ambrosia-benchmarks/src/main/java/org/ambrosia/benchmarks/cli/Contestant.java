package org.ambrosia.benchmarks.cli;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ambrosia.benchmarks.process.JavaProcess;

/** A system that is measured: a server and a client, in processes of their own, the same load for each. */
enum Contestant {
    GRPC("gRPC", "nothing") {
        @Override
        JavaProcess sink(Path data, int port, Consumer<String> lines) throws IOException {
            return peer("GrpcSink", List.of(), lines);
        }

        @Override
        JavaProcess source(Path data, int port, List<String> load, Consumer<String> lines) throws IOException {
            return peer("GrpcSource", with(load, Integer.toString(port)), lines);
        }
    },
    AERON("Aeron Cluster", "file sync level 1") {
        @Override
        JavaProcess sink(Path data, int port, Consumer<String> lines) throws IOException {
            return peer("AeronSink", List.of(data.toString(), Integer.toString(port)), lines);
        }

        @Override
        JavaProcess source(Path data, int port, List<String> load, Consumer<String> lines) throws IOException {
            return peer("AeronSource", with(load, data.toString(), Integer.toString(port)), lines);
        }
    },
    AMBROSIA("Ambrosia", "O_DSYNC") {
        @Override
        JavaProcess sink(Path data, int port, Consumer<String> lines) throws IOException {
            return JavaProcess.start(List.of(), ONE_WAY + "SinkMain", List.of(data.toString()), lines);
        }

        @Override
        JavaProcess source(Path data, int port, List<String> load, Consumer<String> lines) throws IOException {
            return JavaProcess.start(List.of(), ONE_WAY + "SourceMain", with(load, data.toString()), lines);
        }
    };

    private static final String ONE_WAY = "org.ambrosia.benchmarks/org.ambrosia.benchmarks.oneway.";
    private static final String READY = "READY";
    private static final String RESULT = "RESULT";
    private static final long DEADLINE_SECONDS = 30;
    /** From below the range from which the system gives clients their ports. */
    private static final int FIRST_PORT = 20_000;

    private final String title;
    private final String durable;

    Contestant(String title, String durable) {
        this.title = title;
        this.durable = durable;
    }

    String title() {
        return title;
    }

    /** What is on stable storage before a call is executed. */
    String durable() {
        return durable;
    }

    abstract JavaProcess sink(Path data, int port, Consumer<String> lines) throws IOException;

    abstract JavaProcess source(Path data, int port, List<String> load, Consumer<String> lines) throws IOException;

    /** Runs both once; returns how many calls went through in a second. */
    double callsPerSecond(Path data, int payloadBytes, long calls) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(data, name());
        List<String> said = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(1);
        int[] port = {freePorts()};
        double[] result = {Double.NaN};
        try (JavaProcess sink = sink(directory, port[0], line -> {
            said.add("sink: " + line);
            String[] words = line.split(" ", -1);
            if (words[0].equals(READY)) {
                port[0] = words.length == 2 ? Integer.parseInt(words[1]) : port[0];
                ready.countDown();
            }
        })) {
            if (!ready.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(title + " is not ready after " + DEADLINE_SECONDS + " s: " + said);
            }
            List<String> load = List.of(Integer.toString(payloadBytes), Long.toString(calls));
            try (JavaProcess source = source(directory, port[0], load, line -> {
                said.add("source: " + line);
                String[] words = line.split(" ", -1);
                if (words[0].equals(RESULT)) {
                    result[0] = Long.parseLong(words[1]) == calls ? calls * 1e9 / Long.parseLong(words[2]) : Double.NaN;
                }
            })) {
                int status = source.awaitExit();
                if (status != 0 || Double.isNaN(result[0])) {
                    throw new IllegalStateException(title + " ended with status " + status + ": " + said);
                }
            }
            sink.kill();
        }
        Results.delete(directory);
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

    private static List<String> with(List<String> load, String... first) {
        List<String> arguments = new ArrayList<>(List.of(first));
        arguments.addAll(load);
        return arguments;
    }

    private static JavaProcess peer(String program, List<String> arguments, Consumer<String> lines) throws IOException {
        String peers = System.getProperty("ambrosia.peers");
        if (peers == null) {
            throw new IllegalStateException(
                    "Where the peers are is not known. Use bin/ambrosia bench, or set -Dambrosia.peers=ambrosia-peers/target");
        }
        return JavaProcess.startOnClassPath(
                List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"),
                peers + "/classes" + File.pathSeparator + peers + "/libraries/*",
                "org.ambrosia.peers." + program,
                arguments,
                lines);
    }
}
