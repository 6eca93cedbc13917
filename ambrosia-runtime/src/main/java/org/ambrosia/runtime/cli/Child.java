package org.ambrosia.runtime.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A process that a command has started, with the modules of that command; its output is passed on
 * line by line.
 */
final class Child {
    private final Process process;
    private final Thread reader;

    private Child(Process process, Consumer<String> lines) {
        this.process = process;
        this.reader = new Thread(() -> read(lines), "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Child start(String moduleAndClass, List<String> arguments, Consumer<String> lines) throws IOException {
        return start(List.of(), moduleAndClass, arguments, lines);
    }

    /** Starts a process as the other method does, with options for the Java virtual machine. */
    static Child start(List<String> options, String moduleAndClass, List<String> arguments, Consumer<String> lines)
            throws IOException {
        String modules = System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + System.getProperty("java.class.path", "");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dkryo.unsafe=false",
                "-p",
                modules));
        command.addAll(options);
        command.addAll(List.of("-m", moduleAndClass));
        command.addAll(arguments);
        return new Child(new ProcessBuilder(command).redirectErrorStream(true).start(), lines);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until the process has ended and all its output was passed on; returns its exit status.
     */
    int await() throws InterruptedException {
        int status = process.waitFor();
        reader.join();
        return status;
    }

    /** Ends the process as {@code kill -9} does, soon. */
    void signalKill() {
        process.destroyForcibly();
    }

    /** Ends the process as {@code kill -9} does, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        await();
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
}
