package org.ambrosia.acceptance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Maven as a process, as a user calls it, on the JDK that runs the tests and with the local repository of the build that runs them. */
final class Maven {
    /** What tests that run it lock: the local repository, into which only one may download at a time. */
    static final String RESOURCE = "maven";

    private final Path output;
    private final Path directory;
    private final Path repository;

    Maven(Path output, Path directory) {
        this(output, directory, localRepository());
    }

    Maven(Path output, Path directory, Path repository) {
        this.output = output;
        this.directory = directory;
        this.repository = repository;
    }

    /** Starts it with these options and goals. */
    Program run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        return Program.command(
                output, directory, Map.of("JAVA_HOME", System.getProperty("java.home"), "MAVEN_OPTS", ""), command);
    }

    /** The local repository of the build that runs this test; Surefire and Failsafe say where it is. */
    static Path localRepository() {
        String given = System.getProperty("localRepository");
        return given == null ? Path.of(System.getProperty("user.home"), ".m2", "repository") : Path.of(given);
    }
}
