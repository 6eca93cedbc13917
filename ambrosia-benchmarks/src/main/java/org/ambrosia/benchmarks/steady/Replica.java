package org.ambrosia.benchmarks.steady;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.benchmarks.process.JavaProcess;

/** One replica of the server: a coordinator and an application, and what they have said. */
public final class Replica {
    static final String COMMANDS = "org.ambrosia.runtime/org.ambrosia.runtime.cli.Main";
    private static final String APPLICATION = "org.ambrosia.benchmarks/org.ambrosia.benchmarks.steady.ServerMain";

    private final int number;
    private final int receivePort;
    private final int sendPort;
    private final Path output;
    private final List<String> javaOptions;
    private final List<String> coordinatorOptions;
    private final long stateBytes;
    private final Replies replies;
    private JavaProcess coordinator;
    private JavaProcess application;
    private volatile Role role = Role.NONE;
    private volatile long executed;
    private volatile long claimedNanos;
    private volatile long servingNanos;
    private volatile boolean replaced;
    private volatile boolean rehearsed;

    Replica(
            int number,
            int[] ports,
            Path output,
            List<String> javaOptions,
            List<String> coordinatorOptions,
            long stateBytes,
            Replies replies) {
        this.number = number;
        this.receivePort = ports[0];
        this.sendPort = ports[1];
        this.output = output;
        this.javaOptions = javaOptions;
        this.coordinatorOptions = coordinatorOptions;
        this.stateBytes = stateBytes;
        this.replies = replies;
    }

    /** What a replica says that it is. */
    public enum Role {
        /** It does not run, or has not said it yet. */
        NONE,
        /** It follows, and may become primary. */
        STANDBY,
        /** It takes the checkpoints. */
        CHECKPOINTER,
        /** It has claimed the log. */
        CLAIMED,
        /** It is the primary, and takes calls. */
        SERVING
    }

    void start() throws IOException {
        role = Role.NONE;
        replaced = false;
        rehearsed = false;
        executed = 0;
        coordinator = JavaProcess.start(javaOptions, COMMANDS, coordinatorArguments(), this::coordinatorSays);
        application = JavaProcess.start(
                javaOptions,
                APPLICATION,
                List.of(Integer.toString(sendPort), Integer.toString(receivePort), Long.toString(stateBytes)),
                this::applicationSays);
    }

    private List<String> coordinatorArguments() {
        List<String> arguments = new ArrayList<>(List.of("ImmortalCoordinator", "-i=server", "-r=" + number));
        arguments.addAll(coordinatorOptions);
        return arguments;
    }

    private void coordinatorSays(String line) {
        if (line.contains("takes the checkpoints")) {
            role = Role.CHECKPOINTER;
        } else if (line.contains("is a standby")) {
            role = Role.STANDBY;
        } else if (line.contains("is the primary")) {
            claimedNanos = System.nanoTime();
            role = Role.CLAIMED;
        } else if (line.contains("serves on")) {
            servingNanos = System.nanoTime();
            role = Role.SERVING;
        } else if (line.contains("was replaced as primary") || line.contains("goes on with this instance")) {
            replaced = true;
        } else if (line.contains("has rehearsed taking over")) {
            rehearsed = true;
        }
        note("coordinator", line);
    }

    private void applicationSays(String line) {
        if (line.startsWith(CountingServer.EXECUTED)) {
            executed = Long.parseLong(line.substring(CountingServer.EXECUTED.length()));
        } else {
            if (line.startsWith(CountingServer.WRONG)) {
                replies.wrong("Server " + number + ": " + line);
            }
            note("application", line);
        }
    }

    private synchronized void note(String who, String line) {
        try {
            Files.writeString(
                    output.resolve("server-" + number + "-" + who + ".txt"),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException full) {
            // Only for people who look for the cause of something.
        }
    }

    /** Its number. */
    public int number() {
        return number;
    }

    int receivePort() {
        return receivePort;
    }

    int sendPort() {
        return sendPort;
    }

    /** What it says that it is. */
    public Role role() {
        return role;
    }

    /** The last call, or one at most 50 before it, that its application has executed since it was started. */
    public long executed() {
        return executed;
    }

    /** When it said last that it has claimed the log. */
    public long claimedNanos() {
        return claimedNanos;
    }

    /** When it said last that it takes calls. */
    public long servingNanos() {
        return servingNanos;
    }

    /** Whether it has said that it was replaced as primary. */
    public boolean saysThatItWasReplaced() {
        return replaced;
    }

    /** Whether it has said that it has rehearsed taking over. */
    public boolean hasRehearsed() {
        return rehearsed;
    }

    /** Sends {@code SIGKILL} to both processes, and waits until they are gone. */
    public void kill() throws InterruptedException {
        coordinator.kill();
        application.kill();
        awaitExit();
    }

    /** Both processes stand still. */
    public void stop() throws IOException, InterruptedException {
        coordinator.signal("STOP");
        application.signal("STOP");
    }

    /** Both processes go on. */
    public void goOn() throws IOException, InterruptedException {
        coordinator.signal("CONT");
        application.signal("CONT");
    }

    /** Waits until both processes have ended; returns the coordinator's exit status. */
    public int awaitExit() throws InterruptedException {
        application.awaitExit();
        return coordinator.awaitExit();
    }

    @Override
    public String toString() {
        return "server " + number;
    }

    void close() {
        if (coordinator != null) {
            coordinator.close();
        }
        if (application != null) {
            application.close();
        }
    }
}
