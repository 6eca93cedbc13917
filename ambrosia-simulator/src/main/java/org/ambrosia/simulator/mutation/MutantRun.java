package org.ambrosia.simulator.mutation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.ambrosia.simulator.cluster.Profile;

/** Compiles one mutant, and lets the simulator run on it in a process of its own. */
public final class MutantRun {
    private static final Pattern RUNS = Pattern.compile("^ +runs +([0-9,]+)$", Pattern.MULTILINE);
    private static final Pattern REASON = Pattern.compile("failed: [\\w.]*?(\\w+: .*)$", Pattern.MULTILINE);

    private final Mutant mutant;
    private final Path classes;

    /** Compiles a mutant of the source tree into this directory. */
    public MutantRun(Mutant mutant, Path sourceRoot, Path classes) throws IOException {
        this.mutant = mutant;
        this.classes = classes;
        Path runtime = sourceRoot.resolve("ambrosia-runtime/src/main/java/org/ambrosia/runtime");
        String broken = mutant.applyTo(Files.readString(runtime.resolve(mutant.file())));
        Path source = classes.resolveSibling(classes.getFileName() + "-source")
                .resolve(Path.of(mutant.file()).getFileName());
        Files.createDirectories(source.getParent());
        Files.createDirectories(classes);
        Files.writeString(source, broken);
        compile(source);
    }

    /**
     * What became of a mutant.
     *
     * @param seeds how many seeds were run
     * @param reason what was noticed; null if nothing was
     */
    public record Result(long seeds, String reason) {}

    /** Runs seeds until one fails, each with this profile. */
    public Result run(long first, long seeds, Profile profile) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dkryo.unsafe=false",
                "-XX:+UseSerialGC",
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                "org.ambrosia.simulator.cli.Main",
                "simulate",
                "--seeds=" + seeds,
                "--first=" + first,
                "--profile=" + profile,
                "--most-failures=1"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Matcher runs = RUNS.matcher(output);
        if (!runs.find()) {
            throw new IOException("The mutant \"" + mutant.name() + "\" did not run, status " + status + ": " + output);
        }
        long done = Long.parseLong(runs.group(1).replace(",", ""));
        Matcher reason = REASON.matcher(output);
        return new Result(status == 0 ? done : done + 1, reason.find() ? reason.group(1) : null);
    }

    private void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> sources = files.getJavaFileObjects(source);
            if (!compiler.getTask(messages, files, null, options, null, sources).call()) {
                throw new IllegalStateException("The mutant \"" + mutant.name() + "\" does not compile: " + messages);
            }
        }
    }
}
