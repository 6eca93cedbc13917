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
import org.ambrosia.runtime.contract.LogContract;
import org.ambrosia.runtime.contract.TestRecords;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogProvider;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileLogTest extends LogContract {
    private static final int BLOCK = 4096;

    @TempDir
    private Path directory;

    private LogProvider provider = new FileLogProvider();

    @Override
    protected LogProvider provider() {
        return provider;
    }

    private LogFolder folder() {
        return new LogFolder(directory, provider);
    }

    @Override
    protected InstanceConfig config(String instance) {
        return InstanceConfig.builder(instance).logDirectory(directory).build();
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
            try (Log log = provider().open(config("one"));
                    LogReader reader = log.read(0)) {
                assertThat(reader.next().sequence()).isEqualTo(0);
                assertThat(reader.next().sequence()).isEqualTo(1);
                assertThat(reader.next()).as("kept %d bytes", kept).isNull();
                assertThat(reader.cutBytes()).isEqualTo(written(segment, 3 * BLOCK, kept));
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
            try (Log log = provider().open(config("one"))) {
                assertThatThrownBy(() -> read(log, 0))
                        .isInstanceOfSatisfying(
                                LogException.class,
                                corrupt -> assertThat(corrupt.tag()).isEqualTo(ErrorTag.LogCorrupt))
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
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L);
        }
    }

    /** An application may send what it has read of a log, its own one too. */
    @Test
    void recordsWithinARecordThatWasCutOffAreNotTakenForTheNext() throws IOException {
        int size;
        int at;
        try (Log log = first()) {
            append(log, 0, 100);
            append(log, 1, 100);
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
            log.append(record.array(), size);
        }
        byte[] whole = Files.readAllBytes(folder().segment(0));
        for (int torn : new int[] {at, at + 3 * BLOCK + 512}) {
            byte[] segment = whole.clone();
            Arrays.fill(segment, torn, torn + 512, (byte) 0);
            Files.write(folder().segment(0), segment);
            losePower();
            try (Log log = provider().open(config("one"))) {
                assertThat(read(log, 0)).containsExactly(0L, 1L);
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

    /** Up to the last byte that is not zero; the committer id, with which a record begins, is drawn, and may begin with zeros. */
    private static int written(byte[] segment, int from, int kept) {
        int written = kept;
        while (written > 0 && segment[from + written - 1] == 0) {
            written--;
        }
        return written;
    }

    @Test
    void aLostSectorOfTheLastRecordIsATornTail() throws IOException {
        folder().threeRecords(3 * BLOCK);
        byte[] segment = Files.readAllBytes(folder().segment(0));
        int third = BLOCK + 2 * 4 * BLOCK;
        Arrays.fill(segment, third, third + 512, (byte) 0);
        Files.write(folder().segment(0), segment);
        losePower();
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L);
        }
    }

    @Test
    void whatIsBehindASealedEndIsNeverRead() throws IOException {
        folder().threeRecords(100);
        int committer;
        try (Log log = provider().open(config("one"))) {
            read(log, 0);
            log.startSegment(1, 3);
            committer = log.identity().committerId();
        }
        byte[] late = TestRecords.record(committer, 3, 50);
        LogFolder.write(folder().segment(0), 4 * BLOCK, late);
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void aSegmentWhoseHeaderWasNeverWrittenIsEmpty() throws IOException {
        folder().threeRecords(100);
        try (Log log = provider().open(config("one"))) {
            read(log, 0);
            log.startSegment(1, 3);
        }
        Files.write(folder().segment(1), new byte[100]);
        folder().diedBeforeSegment(1, 2);
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L);
            log.startSegment(2, 3);
            append(log, 3, 10);
        }
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    void aSegmentWhoseHeaderWasCutOffBehindItsContentIsEmpty() throws IOException {
        folder().threeRecords(100);
        try (Log log = provider().open(config("one"))) {
            read(log, 0);
            log.startSegment(1, 3);
        }
        Files.write(folder().segment(1), Arrays.copyOf(Files.readAllBytes(folder().segment(1)), 1_000));
        folder().diedBeforeSegment(1, 2);
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L);
            log.startSegment(2, 3);
            append(log, 3, 10);
        }
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    void aRecordWhosePaddingWasCutOffIsWhole() throws IOException {
        folder().threeRecords(100);
        Files.write(folder().segment(0), Arrays.copyOf(Files.readAllBytes(folder().segment(0)), 4 * BLOCK - 1_000));
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L);
            log.startSegment(1, 3);
            append(log, 3, 10);
        }
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    void theLogOfAnotherInstanceIsRefused() throws IOException {
        folder().threeRecords(10);
        Files.move(directory.resolve("one"), directory.resolve("two"));
        assertThatThrownBy(() -> provider().open(config("two")))
                .isInstanceOfSatisfying(
                        LogException.class, refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.LogMismatch));
    }

    @Test
    void whatAnUnfinishedCheckpointLeftBehindIsDeleted() throws IOException {
        folder().threeRecords(10);
        Path leftover = folder().segment(0).resolveSibling("000000000001.000001.checkpoint.0.unfinished");
        Files.write(leftover, new byte[10]);
        provider().open(config("one")).close();
        assertThat(leftover).doesNotExist();
    }

    @Test
    void aFullDiskFailsTheAppendAndTheLogGoesOnWhenThereIsRoom() throws IOException {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(3 << 20)
                .setBlockSize(4096)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            provider = LogFolder.withoutMapping();
            directory = disk.getPath("/logs");
            Path ballast = disk.getPath("/ballast");
            Files.write(ballast, new byte[1 << 20]);
            long durable = 0;
            try (Log log = first()) {
                boolean failed = false;
                while (!failed) {
                    byte[] record = TestRecords.record(log.identity().committerId(), durable, 50_000);
                    try {
                        log.append(record, record.length);
                        durable++;
                    } catch (LogException full) {
                        assertThat(full.tag()).isEqualTo(ErrorTag.LogUnavailable);
                        failed = true;
                    }
                }
            }
            assertThat(durable).isPositive();
            Files.delete(ballast);
            try (Log log = provider().open(config("one"))) {
                assertThat(read(log, 0)).hasSizeGreaterThanOrEqualTo((int) durable);
                log.startSegment(1, durable);
                append(log, durable, 10);
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
            provider = LogFolder.withoutMapping();
            directory = disk.getPath("/logs");
            try (Log log = first()) {
                append(log, 0, 10);
                log.startSegment(1, 1);
                byte[] large = new byte[4 << 20];
                for (int attempt = 0; attempt < 3; attempt++) {
                    assertThatThrownBy(() -> log.storeCheckpoint(1, new byte[0], large))
                            .isInstanceOf(LogException.class);
                }
                for (int i = 1; i < records; i++) {
                    append(log, i, 2_000);
                }
            }
            assertThat(read(provider().open(config("one")), 0)).hasSize(records);
        }
    }

    /** Memory of the process alone would tell others nothing, and be told nothing. */
    @Test
    void aFileSystemWithoutMappingIsRefused() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
            directory = disk.getPath("/logs");
            assertThatThrownBy(() -> provider().open(config("one")))
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
