package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.contract.TestRecords;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.protocol.Encoder;
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
    private final TestEngine engine = new TestEngine();

    @BeforeEach
    void configure() {
        config = InstanceConfig.builder("one").log(directory).build();
    }

    @Test
    void aLogThatIsBeingWrittenIsNeverTakenForDamaged() throws InterruptedException {
        try (TestLog log = engine.open(config)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            AtomicBoolean stop = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                for (long sequence = 0; !stop.get(); sequence++) {
                    append(log, sequence);
                }
            });
            writer.start();
            LogInspection inspection = engine.inspect(config);
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
        try (TestLog log = engine.open(config)) {
            log.checkpoint(0, new byte[0], new byte[0]);
            log.begin(0, 0);
            LogReader follower = log.reader(0);
            long sequence = 0;
            for (int segment = 1; segment <= 5; segment++) {
                for (int i = 0; i < segment; i++) {
                    append(log, sequence);
                    assertThat(follower.next().sequence()).isEqualTo(sequence);
                    sequence++;
                }
                log.begin(segment, sequence);
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
        try (TestLog log = engine.open(config)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            append(log, 0);
            log.begin(1, 1);
        }
        LogInspection inspection = engine.inspect(config);
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

    /** Each of these is refused where the instance is started, and would be lost on the way to a backup. */
    @Test
    void whatIsMissingAtTheEndIsFound() throws IOException {
        try (TestLog log = engine.open(config)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            append(log, 0);
            log.begin(1, 1);
            append(log, 1);
            append(log, 2);
        }
        LogInspection inspection = engine.inspect(config);
        assertThat(inspection.verify(step -> {})).isEmpty();
        Path segment = directory.resolve("one/000000000001.000001.segment");
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(whole, 2 * 4096));
        assertThat(inspection.verify(step -> {}))
                .singleElement()
                .asString()
                .contains("records up to 2 were on stable storage, found up to 1", segment.toString());
        Files.write(segment, new byte[0]);
        assertThat(inspection.verify(step -> {})).singleElement().asString().contains("found up to 0");
        Files.delete(segment);
        assertThat(inspection.verify(step -> {})).singleElement().asString().contains("segment 1 is missing");
        Files.write(segment, whole);
        Files.delete(directory.resolve("one/000000000000.000001.checkpoint"));
        assertThat(inspection.verify(step -> {})).singleElement().asString().contains("there is no checkpoint");
        Files.delete(directory.resolve("one/000000000001.manifest"));
        assertThatThrownBy(() -> engine.inspect(config)).hasMessageContaining("no manifest");
    }

    /** The newest checkpoint does not need it; the one before does, to which a start goes back if the newest is damaged. */
    @Test
    void aMissingSegmentIsFoundThoughOnlyAnOlderCheckpointNeedsIt() throws IOException {
        try (TestLog log = engine.open(config)) {
            log.first();
            append(log, 0);
            for (int segment = 1; segment <= 2; segment++) {
                log.begin(segment, segment);
                log.checkpoint(segment, new byte[] {1}, new byte[] {2});
                append(log, segment);
            }
        }
        LogInspection inspection = engine.inspect(config);
        assertThat(inspection.verify(step -> {})).isEmpty();
        Files.delete(directory.resolve("one/000000000001.000001.segment"));
        assertThat(inspection.verify(step -> {})).singleElement().asString().contains("segment 1 is missing");
        Files.delete(directory.resolve("one/000000000002.000001.checkpoint"));
        assertThat(inspection.verify(step -> {})).singleElement().asString().contains("segment 1 is missing");
    }

    /** Its oldest segment is the open one, and has no record yet. */
    @Test
    void aLogThatWasJustCheckpointedIsWhole() {
        try (TestLog log = engine.open(config)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            append(log, 0);
            for (int segment = 1; segment <= 3; segment++) {
                log.begin(segment, 1);
                log.checkpoint(segment, new byte[] {1}, new byte[] {2});
            }
        }
        assertThat(engine.inspect(config).verify(step -> {})).isEmpty();
    }

    /** More than an array holds, and more than a heap of usual size. */
    @Test
    void aCheckpointOfMoreThanTwoGibibytesIsReadPartByPart() throws IOException {
        long incarnation;
        Path checkpoint = directory.resolve("one/000000000000.000001.checkpoint");
        try (TestLog log = engine.open(config)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            incarnation = log.identity().incarnation();
        }
        long part = Integer.MAX_VALUE - 100;
        writeZeros(checkpoint, incarnation, part, 1_000, 0);
        LogInspection inspection = engine.inspect(config);
        assertThat(inspection.verify(step -> {})).isEmpty();
        writeZeros(checkpoint, incarnation, part, 1_000, 1);
        assertThat(inspection.verify(step -> {}))
                .singleElement()
                .asString()
                .contains("check expected", "000000000000.000001.checkpoint");
        writeZeros(checkpoint, incarnation, part, Long.MAX_VALUE - part, 0);
        assertThat(inspection.checkpoint(0))
                .as("one whose parts can't be that long")
                .isEmpty();
    }

    /** A checkpoint whose parts are zeros, and take no room on the disk. */
    private static void writeZeros(Path file, long incarnation, long coordinator, long application, int wrong)
            throws IOException {
        LogIdentity identity = new LogIdentity("one", incarnation, 0, 0);
        byte[] header = CheckpointFile.header(identity, 0, coordinator, application);
        CRC32C crc = new CRC32C();
        crc.update(header);
        long zeros = coordinator + 1_000;
        byte[] slice = new byte[1 << 20];
        for (long left = zeros; left > 0; left -= slice.length) {
            crc.update(slice, 0, (int) Math.min(left, slice.length));
        }
        Encoder end = new Encoder(4).i32((int) crc.getValue() + wrong);
        Files.write(file, header);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(end.toByteArray()), header.length + zeros);
        }
    }

    private static void flipLastByteBut(Path file, int count) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1 - count]++;
        Files.write(file, bytes);
    }

    private static void append(TestLog log, long sequence) {
        byte[] record = TestRecords.record(log.identity().committerId(), sequence, 200);
        log.append(sequence, record, record.length);
    }
}
