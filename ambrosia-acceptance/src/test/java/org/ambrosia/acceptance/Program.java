package org.ambrosia.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A Java program as a process of its own, whose output goes to a file. */
final class Program implements AutoCloseable {
    private static final Duration DUMP = Duration.ofSeconds(10);
    /** Enough for a dump of the threads, and what came before. */
    private static final int MAX_LINES = 600;

    private final Path output;
    private final Process process;

    private Program(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    /** Starts a module's main class with the modules that the test has. */
    static Program start(Path output, String moduleAndClass, String... arguments) {
        return start(output, List.of(), moduleAndClass, arguments);
    }

    /** Starts a module's main class, by a command that starts it. */
    static Program start(Path output, List<String> by, String moduleAndClass, String... arguments) {
        List<String> command = new ArrayList<>(by);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Dkryo.unsafe=false",
                "-p",
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path", ""),
                "-m",
                moduleAndClass));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new Program(output, process);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts a command in a directory. */
    static Program command(Path output, Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        try {
            return new Program(output, builder.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Types a line on the keyboard of the process. */
    void type(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int awaitExit() {
        return awaitExit(1);
    }

    int awaitExit(int minutes) {
        try {
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                throw new AssertionError("The process did not end; its output is " + lines());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process as {@code kill -9} does, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The lines that this process and those before it have written. */
    List<String> lines() {
        try {
            return Files.exists(output) ? Files.readAllLines(output) : List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until its lines are so; if they are not within a minute, the failure has them, and what its threads were at. */
    void await(Predicate<List<String>> condition) {
        await(Duration.ofMinutes(1), condition);
    }

    /** As {@link #await(Predicate)}, with another time. */
    void await(Duration most, Predicate<List<String>> condition) {
        try {
            Awaitility.await().atMost(most).until(() -> condition.test(lines()));
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(late.getMessage() + "\n" + whatItDoes(), late);
        }
    }

    /** The end of its lines, with a dump of its threads if it is alive. */
    String whatItDoes() {
        if (!isAlive()) {
            return "It has ended:\n" + lastLines();
        }
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            Awaitility.await()
                    .atMost(DUMP)
                    .until(() -> lines().stream().anyMatch(line -> line.startsWith("JNI global refs")));
        } catch (IOException | ConditionTimeoutException withoutDump) {
            // Its lines must do.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return "It lives:\n" + lastLines();
    }

    private String lastLines() {
        List<String> all = lines();
        return String.join("\n", all.subList(Math.max(0, all.size() - MAX_LINES), all.size()));
    }

    @Override
    public void close() {
        kill();
    }
}
