package org.ambrosia.benchmarks.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A Java program that runs as a process, with this one's -XX options; what it prints is passed on line by line. */
public final class JavaProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 60;
    private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

    static {
        // Whoever ends a benchmark ends its processes, which would be in the way of what is measured next.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Thread reader;
    private JavaProcess companion;

    private JavaProcess(Process process, Consumer<String> lines) {
        this.process = process;
        LIVING.add(process);
        this.reader = new Thread(() -> read(lines), "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a program.
     *
     * @param options for the Java virtual machine
     * @param moduleAndClass what is run
     * @param lines is given each line that it prints, on a thread of its own
     */
    public static JavaProcess start(
            List<String> options, String moduleAndClass, List<String> arguments, Consumer<String> lines)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("-Dkryo.unsafe=false"));
        all.addAll(options);
        String classes = System.getProperty("java.class.path", "");
        all.add("-p");
        all.add(System.getProperty("jdk.module.path", "") + (classes.isEmpty() ? "" : File.pathSeparator + classes));
        all.add("-m");
        all.add(moduleAndClass);
        all.addAll(arguments);
        return start(all, lines);
    }

    /**
     * Starts a program from the class path.
     *
     * @param options for the Java virtual machine
     * @param classPath as of {@code java}
     * @param mainClass what is run
     * @param lines is given each line that it prints, on a thread of its own
     */
    public static JavaProcess startOnClassPath(
            List<String> options, String classPath, String mainClass, List<String> arguments, Consumer<String> lines)
            throws IOException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-cp", classPath, mainClass));
        all.addAll(arguments);
        return start(all, lines);
    }

    private static JavaProcess start(List<String> arguments, Consumer<String> lines) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(inheritedOptions());
        command.addAll(arguments);
        return new JavaProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start(), lines);
    }

    /** What {@code bin/ambrosia} has given this process, and so would give another one. */
    public static List<String> inheritedOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each -> each.startsWith("-XX:"))
                .toList();
    }

    /** Another process, which is ended whenever this one is. Returns this. */
    public JavaProcess with(JavaProcess other) {
        companion = other;
        return this;
    }

    /** Waits for the end, and until everything that it printed was passed on; returns the exit status. */
    public int awaitExit() throws InterruptedException {
        return awaitExit(DEADLINE_SECONDS);
    }

    /** As {@link #awaitExit()}, but not for longer than this. */
    public int awaitExit(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The process " + process.pid() + " has not ended within " + seconds
                    + " seconds (" + process.info().commandLine().orElse("?") + ")");
        }
        LIVING.remove(process);
        reader.join();
        return process.exitValue();
    }

    /** Sends {@code SIGKILL}, and does not wait. */
    public void kill() {
        process.destroyForcibly();
        if (companion != null) {
            companion.kill();
        }
    }

    /** Sends another signal, such as STOP. */
    public void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " " + process.pid() + " ended with status " + status);
        }
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.accept(line);
            }
        } catch (IOException killed) {
            // The end of the process is the end of its output.
        }
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor();
            LIVING.remove(process);
            if (companion != null) {
                companion.close();
            }
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
    }
}
