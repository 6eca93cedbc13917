package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.contract.TestRecords;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileLogTest {
    private static final int BLOCK = 4096;

    @TempDir
    private Path directory;

    private TestEngine engine = new TestEngine();

    private LogFolder folder() {
        return new LogFolder(directory, engine);
    }

    private InstanceConfig config(String instance) {
        return InstanceConfig.builder(instance).log(directory).build();
    }

    @Test
    void aRecordThatWasCutOffAtAnyByteIsPassedOver() throws IOException {
        int size = folder().threeRecords(300);
        for (int kept = 0; kept < size; kept += kept < 40 || kept > size - 12 ? 1 : 7) {
            byte[] segment = Files.readAllBytes(folder().segment(0));
            byte[] whole = segment.clone();
            Arrays.fill(segment, 3 * BLOCK + kept, 4 * BLOCK, (byte) 0);
            Files.write(folder().segment(0), segment);
            losePower();
            try (TestLog log = folder().open();
                    LogReader reader = log.reader(0)) {
                assertThat(reader.next().sequence()).isEqualTo(0);
                assertThat(reader.next().sequence()).isEqualTo(1);
                assertThat(reader.next()).as("kept %d bytes", kept).isNull();
            }
            Files.write(folder().segment(0), whole);
        }
    }

    @Test
    void aRecordThatWasDurableAndIsCutOffIsCorruptionWhileTheMachineIsUp() throws IOException {
        folder().threeRecords(300);
        byte[] segment = Files.readAllBytes(folder().segment(0));
        Arrays.fill(segment, 3 * BLOCK, 4 * BLOCK, (byte) 0);
        Files.write(folder().segment(0), segment);
        for (int start = 0; start < 4; start++) {
            try (TestLog log = folder().open()) {
                assertThatThrownBy(() -> log.read(0))
                        .isInstanceOfSatisfying(
                                LogException.class,
                                corrupt -> assertThat(corrupt.tag()).isEqualTo(ErrorTag.LOG_CORRUPT))
                        .hasMessageContaining("records up to 2 were on stable storage, found up to 1");
            }
        }
    }

    /** The file of what they shared may have been kept, and need not be of the same moment as the segment, as in a copy. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatWasSaidInMemoryBeforeTheMachineWasRestartedIsNotBelieved() throws IOException {
        folder().threeRecords(300);
        byte[] segment = Files.readAllBytes(folder().segment(0));
        Arrays.fill(segment, 3 * BLOCK, 4 * BLOCK, (byte) 0);
        Files.write(folder().segment(0), segment);
        int memory = 15;
        LogFolder.write(
                new LogFiles(directory.resolve("one")).reign(1), 8L * memory, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L);
        }
    }

    /** An application may send what it has read of a log, its own one too. */
    @Test
    void recordsWithinARecordThatWasCutOffAreNotTakenForTheNext() throws IOException {
        int size;
        int at;
        try (TestLog log = folder().first()) {
            log.append(0, 100);
            log.append(1, 100);
            byte[] blocks = Files.readAllBytes(folder().segment(0));
            Encoder record = new Encoder(5 * BLOCK);
            record.skip(BLOCK);
            record.bytes(blocks, BLOCK, 2 * BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                record.u8(7);
            }
            RecordFormat.seal(record, log.identity().committerId(), 2, new Trailer(1, 0, List.of(), List.of()));
            size = record.length();
            at = 3 * BLOCK;
            log.append(2, record.array(), size);
        }
        byte[] whole = Files.readAllBytes(folder().segment(0));
        for (int torn : new int[] {at, at + 3 * BLOCK + 512}) {
            byte[] segment = whole.clone();
            Arrays.fill(segment, torn, torn + 512, (byte) 0);
            Files.write(folder().segment(0), segment);
            losePower();
            try (TestLog log = folder().open()) {
                assertThat(log.read(0)).containsExactly(0L, 1L);
            }
        }
    }

    /** What the log's processes shared in memory is gone. */
    private void losePower() throws IOException {
        try (DirectoryStream<Path> reigns = Files.newDirectoryStream(directory.resolve("one"), "*.reign")) {
            for (Path each : reigns) {
                Files.delete(each);
            }
        }
    }

    @Test
    void aLostSectorOfTheLastRecordIsATornTail() throws IOException {
        folder().threeRecords(3 * BLOCK);
        byte[] segment = Files.readAllBytes(folder().segment(0));
        int third = BLOCK + 2 * 4 * BLOCK;
        Arrays.fill(segment, third, third + 512, (byte) 0);
        Files.write(folder().segment(0), segment);
        losePower();
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L);
        }
    }

    @Test
    void whatIsBehindASealedEndIsNeverRead() throws IOException {
        folder().threeRecords(100);
        int committer;
        try (TestLog log = folder().open()) {
            log.read(0);
            log.begin(1, 3);
            committer = log.identity().committerId();
        }
        byte[] late = TestRecords.record(committer, 3, 50);
        LogFolder.write(folder().segment(0), 4 * BLOCK, late);
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void aSegmentWhoseHeaderWasNeverWrittenIsEmpty() throws IOException {
        folder().threeRecords(100);
        try (TestLog log = folder().open()) {
            log.read(0);
            log.begin(1, 3);
        }
        Files.write(folder().segment(1), new byte[100]);
        folder().diedBeforeSegment(1, 2);
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L, 2L);
            log.begin(2, 3);
            log.append(3, 10);
        }
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    void aSegmentWhoseHeaderWasCutOffBehindItsContentIsEmpty() throws IOException {
        folder().threeRecords(100);
        try (TestLog log = folder().open()) {
            log.read(0);
            log.begin(1, 3);
        }
        Files.write(folder().segment(1), Arrays.copyOf(Files.readAllBytes(folder().segment(1)), 1_000));
        folder().diedBeforeSegment(1, 2);
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L, 2L);
            log.begin(2, 3);
            log.append(3, 10);
        }
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    void aRecordWhosePaddingWasCutOffIsWhole() throws IOException {
        folder().threeRecords(100);
        Files.write(folder().segment(0), Arrays.copyOf(Files.readAllBytes(folder().segment(0)), 4 * BLOCK - 1_000));
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L, 2L);
            log.begin(1, 3);
            log.append(3, 10);
        }
        try (TestLog log = folder().open()) {
            assertThat(log.read(0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    void theLogOfAnotherInstanceIsRefused() throws IOException {
        folder().threeRecords(10);
        Files.move(directory.resolve("one"), directory.resolve("two"));
        assertThatThrownBy(() -> engine.open(config("two")))
                .isInstanceOfSatisfying(
                        LogException.class, refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.LOG_MISMATCH));
    }

    @Test
    void whatAnUnfinishedCheckpointLeftBehindIsDeleted() throws IOException {
        folder().threeRecords(10);
        Path leftover = folder().segment(0).resolveSibling("000000000001.000001.checkpoint.0.unfinished");
        Files.write(leftover, new byte[10]);
        folder().open().close();
        assertThat(leftover).doesNotExist();
    }

    @Test
    void aFullDiskFailsTheAppendAndTheLogGoesOnWhenThereIsRoom() throws IOException {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(3 << 20)
                .setBlockSize(4096)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            engine = LogFolder.withoutMapping();
            directory = disk.getPath("/logs");
            Path ballast = disk.getPath("/ballast");
            Files.write(ballast, new byte[1 << 20]);
            long durable = 0;
            try (TestLog log = folder().first()) {
                boolean failed = false;
                while (!failed) {
                    byte[] record = TestRecords.record(log.identity().committerId(), durable, 50_000);
                    try {
                        log.append(durable, record, record.length);
                        durable++;
                    } catch (LogException full) {
                        assertThat(full.tag()).isEqualTo(ErrorTag.LOG_UNAVAILABLE);
                        failed = true;
                    }
                }
            }
            assertThat(durable).isPositive();
            Files.delete(ballast);
            try (TestLog log = folder().open()) {
                assertThat(log.read(0)).hasSizeGreaterThanOrEqualTo((int) durable);
                log.begin(1, durable);
                log.append(durable, 10);
            }
        }
    }

    /** A checkpoint may be larger than what is left of the disk; the log goes on as long as there is room for its records. */
    @Test
    void aCheckpointThatFailsForSpaceGivesItsRoomBack() throws IOException {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(3 << 20)
                .setBlockSize(4096)
                .build();
        // More than what is left beside the slices of a checkpoint that fit.
        int records = 400;
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            engine = LogFolder.withoutMapping();
            directory = disk.getPath("/logs");
            try (TestLog log = folder().first()) {
                log.append(0, 10);
                log.begin(1, 1);
                byte[] large = new byte[4 << 20];
                for (int attempt = 0; attempt < 3; attempt++) {
                    assertThatThrownBy(() -> log.checkpoint(1, new byte[0], large))
                            .isInstanceOf(LogException.class);
                }
                for (int i = 1; i < records; i++) {
                    log.append(i, 2_000);
                }
            }
            assertThat(folder().open().read(0)).hasSize(records);
        }
    }

    /** Memory of the process alone would tell others nothing, and be told nothing. */
    @Test
    void aFileSystemWithoutMappingIsRefused() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
            directory = disk.getPath("/logs");
            assertThatThrownBy(() -> folder().open())
                    .isInstanceOf(LogException.class)
                    .hasMessageContaining("can't be mapped");
        }
    }

    @Test
    void theOffsetsOfTheFormatAreAsDocumented() throws IOException {
        folder().threeRecords(100);
        byte[] segment = Files.readAllBytes(folder().segment(0));
        assertThat(new String(segment, 0, 8, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("AMBSEG3\n");
        ByteBuffer record = ByteBuffer.wrap(segment, BLOCK, BLOCK).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int size = record.getInt(BLOCK + 4);
        assertThat(record.getLong(BLOCK + 16)).isEqualTo(0);
        assertThat(record.getInt(BLOCK + size - 8)).isEqualTo(100);
        assertThat(new String(segment, BLOCK + size - 4, 4, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("AMB1");
    }
}
