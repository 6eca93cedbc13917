package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.contract.TestRecords;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.LogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that is looked at, or followed, while somebody else writes it. */
@Timeout(60)
class LogInspectionTest {
    @TempDir
    private Path directory;

    private InstanceConfig config;
    private final FileLogProvider provider = new FileLogProvider();

    @BeforeEach
    void configure() {
        config = InstanceConfig.builder("one").logDirectory(directory).build();
    }

    @Test
    void aLogThatIsBeingWrittenIsNeverTakenForDamaged() throws InterruptedException {
        try (Log log = provider.open(config)) {
            log.storeCheckpoint(0, new byte[] {1}, new byte[] {2});
            log.startSegment(0, 0);
            AtomicBoolean stop = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                for (long sequence = 0; !stop.get(); sequence++) {
                    append(log, sequence);
                }
            });
            writer.start();
            LogInspection inspection = provider.inspect(config);
            long seen = 0;
            for (int i = 0; i < 50; i++) {
                assertThat(inspection.verify(step -> {})).isEmpty();
                List<Long> sequences = new ArrayList<>();
                inspection.records(0, record -> sequences.add(record.sequence()));
                assertThat(sequences.size()).isGreaterThanOrEqualTo((int) seen);
                seen = sequences.size();
            }
            stop.set(true);
            writer.join();
            assertThat(seen).isPositive();
        }
    }

    @Test
    void aFollowerReadsWhatIsDurableAcrossSegments() {
        try (Log log = provider.open(config)) {
            log.storeCheckpoint(0, new byte[0], new byte[0]);
            log.startSegment(0, 0);
            LogReader follower = log.read(0);
            long sequence = 0;
            for (int segment = 1; segment <= 5; segment++) {
                for (int i = 0; i < segment; i++) {
                    append(log, sequence);
                    assertThat(follower.next().sequence()).isEqualTo(sequence);
                    sequence++;
                }
                log.startSegment(segment, sequence);
            }
            append(log, sequence);
            append(log, sequence + 1);
            assertThat(follower.next().sequence()).isEqualTo(sequence);
            assertThat(follower.next().sequence()).isEqualTo(sequence + 1);
            follower.close();
        }
    }

    @Test
    void damageIsToldWithItsPlace() throws IOException {
        try (Log log = provider.open(config)) {
            log.storeCheckpoint(0, new byte[] {1}, new byte[] {2});
            log.startSegment(0, 0);
            append(log, 0);
            log.startSegment(1, 1);
        }
        LogInspection inspection = provider.inspect(config);
        assertThat(inspection.verify(step -> {})).isEmpty();
        assertThat(inspection.segments())
                .extracting(LogInspection.Segment::sealed)
                .containsExactly(true, false);
        flipLastByteBut(directory.resolve("one/000000000000.000001.checkpoint"), 10);
        Path segment = directory.resolve("one/000000000000.000001.segment");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[4096 + 30]++;
        Files.write(segment, bytes);
        assertThat(inspection.verify(step -> {}))
                .hasSize(2)
                .anySatisfy(each -> assertThat(each).contains("000000000000.000001.checkpoint"))
                .anySatisfy(each -> assertThat(each).contains("000000000000.000001.segment", "offset=4096"));
        Files.delete(segment);
        assertThat(inspection.segments()).hasSize(1);
    }

    private static void flipLastByteBut(Path file, int count) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1 - count]++;
        Files.write(file, bytes);
    }

    private static void append(Log log, long sequence) {
        byte[] record = TestRecords.record(log.identity().committerId(), sequence, 200);
        log.append(record, record.length);
    }
}
