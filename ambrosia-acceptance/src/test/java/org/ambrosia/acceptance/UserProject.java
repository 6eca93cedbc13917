package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A user's project that stands alone: its own directory, no parent, and a local repository in which this build's modules are as {@code mvn
 * install} puts them. What else that has is the local repository of the build that runs the test.
 */
final class UserProject {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String GROUP = "org/ambrosia";
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final List<String> MODULES =
            List.of("ambrosia-annotations", "ambrosia-runtime", "ambrosia-processor");
    private static final int BUILD_MINUTES = 5;
    /** What projects of users bring along and the outer build does not; fetched once, into its repository. */
    private static final List<String> BROUGHT_ALONG = List.of("org/projectlombok", "org/jetbrains");

    private final Path directory;
    private final Path repository;

    private UserProject(Path directory, Path repository) {
        this.directory = directory;
        this.repository = repository;
    }

    /** Makes an empty one below a directory. */
    static UserProject in(Path parent) throws IOException {
        Path repository = parent.resolve("repository");
        for (String each : BROUGHT_ALONG) {
            Files.createDirectories(Maven.localRepository().resolve(each));
        }
        overlay(Maven.localRepository(), repository);
        install(ROOT.resolve("pom.xml"), repository, "ambrosia-parent", "pom");
        for (String each : MODULES) {
            install(ROOT.resolve(each).resolve("pom.xml"), repository, each, "pom");
            install(
                    ROOT.resolve(each).resolve("target").resolve(each + "-" + VERSION + ".jar"),
                    repository,
                    each,
                    "jar");
        }
        return new UserProject(Files.createDirectories(parent.resolve("project")), repository);
    }

    /** Links what another repository has, but not what is ours. */
    private static void overlay(Path other, Path repository) throws IOException {
        link(other, repository, "org");
        link(other.resolve("org"), repository.resolve("org"), "ambrosia");
    }

    private static void link(Path from, Path to, String but) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path each : all.toList()) {
                String name = each.getFileName().toString();
                if (!name.equals(but)) {
                    Files.createSymbolicLink(to.resolve(name), each);
                }
            }
        }
    }

    private static void install(Path file, Path repository, String artifact, String extension) throws IOException {
        Path target = repository.resolve(GROUP).resolve(artifact).resolve(VERSION);
        Files.createDirectories(target);
        Files.copy(file, target.resolve(artifact + "-" + VERSION + "." + extension));
    }

    /** Copies files into it. */
    void add(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> each : files.entrySet()) {
            Path file = directory.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, each.getValue());
        }
    }

    /** Copies a directory of this module into it. */
    void addAll(Path source) throws IOException {
        try (Stream<Path> all = Files.walk(source)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                add(Map.of(source.relativize(each).toString(), Files.readString(each)));
            }
        }
    }

    /** Builds it, without the network if all plugins are there; returns what Maven printed. */
    List<String> build(String... goals) {
        List<String> offline = new ArrayList<>(List.of("-o"));
        offline.addAll(List.of(goals));
        List<String> printed = new ArrayList<>();
        if (!run(printed, offline)
                && (printed.stream().noneMatch(line -> line.contains("offline mode"))
                        || !run(printed, List.of(goals)))) {
            throw new AssertionError("The project does not build: " + String.join("\n", printed));
        }
        return printed;
    }

    private boolean run(List<String> printed, List<String> arguments) {
        printed.clear();
        Path log = directory.resolve("build.log");
        try {
            Files.deleteIfExists(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        try (Program build = new Maven(log, directory, repository).run(arguments.toArray(new String[0]))) {
            int status = build.awaitExit(BUILD_MINUTES);
            printed.addAll(build.lines());
            return status == 0;
        }
    }

    /** Starts what {@code java} is given, as a page says it; what it prints goes to a file of this name, below what was printed before. */
    Program start(String output, String... arguments) {
        Path data = directory.resolve(output + "-data");
        assertThat(directory.resolve("target/classes")).isDirectory();
        try {
            Files.createDirectories(data);
            Path target = data.resolve("target");
            if (!Files.exists(target)) {
                Files.createSymbolicLink(target, directory.resolve("target"));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return start(data.resolve(output + ".log"), data, List.of(arguments));
    }

    /** Starts {@code java} in a directory; what it prints goes to a file, below what was printed before. */
    static Program start(Path output, Path data, List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(arguments);
        return Program.command(output, data, Map.of(), command);
    }

    Path directory() {
        return directory;
    }

    /** What {@link #start} with this output has printed so far, in all lives. */
    List<String> printed(String output) {
        try {
            Path log = directory.resolve(output + "-data").resolve(output + ".log");
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The class path of README's command. */
    static String classPath() {
        return "target/classes" + File.pathSeparator + "target/libraries/*";
    }
}
