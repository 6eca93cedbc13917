package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that were copied, moved, and restored. */
class LogPlaceTest {
    @TempDir
    private Path directory;

    @Test
    void aCopyOfALogIsRefusedUntilItIsAdopted() throws IOException {
        begin("logs");
        copy("logs", "copy");
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> open("copy"))
                    .isInstanceOf(LogException.class)
                    .hasMessageContaining(directory
                            .resolve("logs")
                            .toRealPath()
                            .resolve("one")
                            .toString())
                    .hasMessageContaining("ambrosia adopt-log -i=one -l=" + directory.resolve("copy"));
        }
        new TestEngine().adopt(config("copy"), false);
        open("copy").close();
        open("logs").close();
    }

    /** As by a copy that broke off, of which nobody would be told. */
    @Test
    void aCopyThatIsNotWholeIsAdoptedOnlyIfThatIsSaid() throws IOException {
        try (TestLog log = open("logs")) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            log.append(0, 100);
            log.append(1, 100);
        }
        copy("logs", "copy");
        Path segment = directory.resolve("copy/one/000000000000.000001.segment");
        Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), 2 * 4096));
        assertThatThrownBy(() -> new TestEngine().adopt(config("copy"), false))
                .isInstanceOf(LogException.class)
                .hasMessageContaining("records up to 1 were on stable storage, found up to 0")
                .hasMessageContaining("--incomplete");
        assertThatThrownBy(() -> open("copy")).hasMessageContaining("[Ambrosia/LogCopied]");
        new TestEngine().adopt(config("copy"), true);
        try (TestLog log = open("copy")) {
            assertThat(log.read(0)).containsExactly(0L);
        }
    }

    /** It may be the file by which the last primary said how far the log goes; nothing else tells that the end is missing. */
    @Test
    void aCopyThatBrokeOffBeforeTheLastFileIsNotWhole() throws IOException {
        try (TestLog log = open("logs")) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            log.append(0, 100);
            log.append(1, 100);
        }
        copy("logs", "copy");
        Path segment = directory.resolve("copy/one/000000000000.000001.segment");
        Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), 2 * 4096));
        for (Path each : reigns("copy")) {
            Files.delete(each);
        }
        assertThat(new TestEngine().inspect(config("copy")).verify(step -> {}))
                .singleElement()
                .asString()
                .contains("the file is missing by which the last primary said");
        assertThatThrownBy(() -> new TestEngine().adopt(config("copy"), false)).hasMessageContaining("--incomplete");
        new TestEngine().adopt(config("copy"), true);
        assertThat(new TestEngine().inspect(config("copy")).verify(step -> {}))
                .as("where it was adopted, nothing more can be known")
                .isEmpty();
    }

    @Test
    void aCopyWithoutTheFileThatSaysWhereItBelongsIsRefused() throws IOException {
        begin("logs");
        copy("logs", "copy");
        Files.delete(directory.resolve("copy/one/place"));
        assertThatThrownBy(() -> open("copy"))
                .hasMessageContaining("[Ambrosia/LogCopied]")
                .hasMessageContaining("expected a file place");
        new TestEngine().adopt(config("copy"), false);
        open("copy").close();
    }

    /** Else the next adoption would not find what is missing. */
    @Test
    void anAdoptionThatBreaksOffLeavesWhatIsKnownOfTheLogsEnd() throws IOException {
        begin("logs");
        copy("logs", "copy");
        Path place = directory.resolve("copy/one/place");
        Files.delete(place);
        Files.createDirectories(place.resolve("in the way"));
        List<Path> before = reigns("copy");
        assertThat(before).isNotEmpty();
        assertThatThrownBy(() -> new TestEngine().adopt(config("copy"), false)).isInstanceOf(LogException.class);
        assertThat(reigns("copy")).isEqualTo(before);
    }

    private List<Path> reigns(String logs) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(logs).resolve("one"))) {
            return files.filter(each -> each.toString().endsWith(".reign"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aLogThatWasMovedGoesOn() throws IOException {
        begin("logs");
        Files.move(directory.resolve("logs"), directory.resolve("moved"));
        open("moved").close();
        begin("logs");
        open("moved").close();
    }

    @Test
    void aLogThatWasRestoredInItsPlaceGoesOn() throws IOException {
        begin("logs");
        copy("logs", "backup");
        delete("logs");
        copy("backup", "logs");
        open("logs").close();
    }

    /** Its peers may have taken impulses that it sent in an epoch of which it knows nothing any more. */
    @Test
    void aLogThatWasRestoredBeginsAnEpochThatItNeverHad() throws IOException {
        Instant monday = Instant.parse("2031-03-03T08:00:00Z");
        try (TestLog log = open("logs", monday)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
        }
        copy("logs", "backup");
        long used;
        try (TestLog log = open("logs", monday.plusSeconds(60))) {
            used = log.identity().epoch();
        }
        delete("logs");
        copy("backup", "logs");
        try (TestLog log = open("logs", monday.plusSeconds(3600))) {
            assertThat(log.identity().epoch()).isGreaterThan(used);
            assertThat(log.read(0)).isEmpty();
            log.begin(1, 0);
        }
        try (TestLog log = open("logs", monday.minusSeconds(3600))) {
            assertThat(log.identity().epoch()).as("the clock was set back").isGreaterThan(used);
        }
    }

    /** It has greeted its peers with it, and died before its manifest was written. */
    @Test
    void anEpochThatAPrimaryHasUsedIsUsedNoMoreThoughItHasWrittenNothing() {
        Instant monday = Instant.parse("2031-03-03T08:00:00Z");
        try (TestLog log = open("logs", monday)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
        }
        long used;
        try (TestLog log = open("logs", monday.plusSeconds(60))) {
            used = log.identity().epoch();
        }
        try (TestLog log = open("logs", monday.plusSeconds(30))) {
            assertThat(log.identity().epoch()).isGreaterThan(used);
            used = log.identity().epoch();
            assertThat(log.read(0)).isEmpty();
            log.begin(1, 0);
        }
        try (TestLog log = open("logs", monday)) {
            assertThat(log.identity().epoch()).isGreaterThan(used);
        }
    }

    @Test
    void aLogOnAnotherMachineUnderTheSamePathIsRefused() throws IOException {
        begin("logs");
        Path place = directory.resolve("logs/one/place");
        String text = Files.readString(place);
        Files.writeString(
                place, text.replaceAll("machine .*", "machine other").replaceAll("files .*", "files 999999999 3"));
        assertThatThrownBy(() -> open("logs")).hasMessageContaining("machine \"other\"");
        Files.writeString(place, "no place");
        assertThatThrownBy(() -> open("logs")).hasMessageContaining("expected a file place");
        new TestEngine().adopt(config("logs"), false);
        assertThat(Files.readString(place)).isEqualTo(text.replaceAll("files .*", lastLine(place)));
    }

    private static String lastLine(Path place) throws IOException {
        return Files.readAllLines(place).get(3);
    }

    private void begin(String logs) {
        try (TestLog log = open(logs)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
        }
    }

    private TestLog open(String logs) {
        return new TestEngine().open(config(logs));
    }

    private TestLog open(String logs, Instant now) {
        Environment system = Environment.ofSystem();
        return new TestEngine(new Environment(
                        () -> now,
                        system.nanoTime(),
                        system.random(),
                        system.background(),
                        system.shared(),
                        system.pid()))
                .open(config(logs));
    }

    private InstanceConfig config(String logs) {
        return InstanceConfig.builder("one").log(directory.resolve(logs)).build();
    }

    private void copy(String from, String to) throws IOException {
        Path source = directory.resolve(from);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path each : files.toList()) {
                Files.copy(
                        each,
                        directory.resolve(to).resolve(source.relativize(each).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private void delete(String logs) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(logs))) {
            for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
