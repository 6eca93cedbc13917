package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Option;

/** Where results go, and where instances live meanwhile. */
final class Results {
    @Option(
            names = "--out",
            defaultValue = "target/benchmarks",
            paramLabel = "DIR",
            description = "Where the tables and plots are written (${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where logs are kept during the run; on the disk that is to be measured (default: the system's"
                            + " directory for temporary files).")
    private Path data;

    void write(Report report, Plot plot) throws IOException {
        report.print(System.out);
        report.write(directory, plot);
    }

    /** A new directory. */
    Path newData() throws IOException {
        if (data == null) {
            return Files.createTempDirectory("ambrosia-bench");
        }
        Files.createDirectories(data);
        return Files.createTempDirectory(data, "ambrosia-bench");
    }

    /** Deletes a directory that may be gone already; what can't be deleted is left. */
    static void deleteQuietly(Path directory) {
        try {
            if (Files.exists(directory)) {
                delete(directory);
            }
        } catch (IOException left) {
            System.err.println("Not deleted: " + left);
        }
    }

    static void delete(Path directory) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.walk(directory)) {
            found = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : found) {
            Files.deleteIfExists(each);
        }
    }
}
