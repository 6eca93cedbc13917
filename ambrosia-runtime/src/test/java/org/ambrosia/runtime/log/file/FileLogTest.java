package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.contract.Hostile;
import org.ambrosia.runtime.contract.LogContract;
import org.ambrosia.runtime.contract.TestRecords;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
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

    private static LogProvider withoutMapping() {
        Environment system = Environment.ofSystem();
        return new FileLogProvider(new Environment(
                system.clock(),
                system.nanoTime(),
                system.random(),
                system.background(),
                new UnmappedFiles(),
                system.pid()));
    }

    @Override
    protected InstanceConfig config(String instance) {
        return InstanceConfig.builder(instance).logDirectory(directory).build();
    }

    @Test
    void aRecordThatWasCutOffAtAnyByteIsPassedOver() throws IOException {
        int size = threeRecords(300);
        for (int kept = 0; kept < size; kept += kept < 40 || kept > size - 12 ? 1 : 7) {
            byte[] segment = Files.readAllBytes(segment(0));
            byte[] whole = segment.clone();
            Arrays.fill(segment, 3 * BLOCK + kept, 4 * BLOCK, (byte) 0);
            Files.write(segment(0), segment);
            losePower();
            try (Log log = provider().open(config("one"));
                    LogReader reader = log.read(0)) {
                assertThat(reader.next().sequence()).isEqualTo(0);
                assertThat(reader.next().sequence()).isEqualTo(1);
                assertThat(reader.next()).as("kept %d bytes", kept).isNull();
                assertThat(reader.cutBytes()).isEqualTo(written(segment, 3 * BLOCK, kept));
            }
            Files.write(segment(0), whole);
        }
    }

    @Test
    void aRecordThatWasDurableAndIsCutOffIsCorruptionWhileTheMachineIsUp() throws IOException {
        threeRecords(300);
        byte[] segment = Files.readAllBytes(segment(0));
        Arrays.fill(segment, 3 * BLOCK, 4 * BLOCK, (byte) 0);
        Files.write(segment(0), segment);
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
        threeRecords(300);
        byte[] segment = Files.readAllBytes(segment(0));
        Arrays.fill(segment, 3 * BLOCK, 4 * BLOCK, (byte) 0);
        Files.write(segment(0), segment);
        int memory = 15;
        write(new LogFiles(directory.resolve("one")).reign(1), 8L * memory, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
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
            byte[] blocks = Files.readAllBytes(segment(0));
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
        byte[] whole = Files.readAllBytes(segment(0));
        for (int torn : new int[] {at, at + 3 * BLOCK + 512}) {
            byte[] segment = whole.clone();
            Arrays.fill(segment, torn, torn + 512, (byte) 0);
            Files.write(segment(0), segment);
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
        threeRecords(3 * BLOCK);
        byte[] segment = Files.readAllBytes(segment(0));
        int third = BLOCK + 2 * 4 * BLOCK;
        Arrays.fill(segment, third, third + 512, (byte) 0);
        Files.write(segment(0), segment);
        losePower();
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L);
        }
    }

    @Test
    void aFlippedBitAnywhereInAnyRecordIsCorruptionThatChangesNothing() throws IOException {
        int size = threeRecords(300);
        for (int record = 0; record < 3; record++) {
            for (int at = 0; at < size; at++) {
                flip(segment(0), (record + 1) * BLOCK + at);
                Map<Path, String> before = contents();
                int number = record;
                int offset = at;
                assertThatThrownBy(() -> {
                            try (Log log = provider().open(config("one"))) {
                                read(log, 0);
                            }
                        })
                        .as("record %d byte %d", number, offset)
                        .isInstanceOfSatisfying(LogException.class, corrupt -> {
                            assertThat(corrupt.tag()).isEqualTo(ErrorTag.LogCorrupt);
                            assertThat(corrupt.getMessage())
                                    .contains(segment(0).toString())
                                    .contains("offset=" + (number + 1) * BLOCK)
                                    .contains("expected")
                                    .contains("found");
                        });
                assertThat(contents()).isEqualTo(before);
                flip(segment(0), (record + 1) * BLOCK + at);
            }
        }
    }

    @Test
    void whatIsBehindASealedEndIsNeverRead() throws IOException {
        threeRecords(100);
        int committer;
        try (Log log = provider().open(config("one"))) {
            read(log, 0);
            log.startSegment(1, 3);
            committer = log.identity().committerId();
        }
        byte[] late = TestRecords.record(committer, 3, 50);
        write(segment(0), 4 * BLOCK, late);
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void aSealedSegmentThatEndsEarlyIsCorruption() throws IOException {
        threeRecords(100);
        try (Log log = provider().open(config("one"))) {
            read(log, 0);
            log.startSegment(1, 3);
        }
        byte[] segment = Files.readAllBytes(segment(0));
        Files.write(segment(0), Arrays.copyOf(segment, 2 * BLOCK));
        assertCorrupt(() -> read(provider().open(config("one")), 0));
    }

    @Test
    void aSegmentWhoseHeaderWasNeverWrittenIsEmpty() throws IOException {
        threeRecords(100);
        try (Log log = provider().open(config("one"))) {
            read(log, 0);
            log.startSegment(1, 3);
        }
        Files.write(segment(1), new byte[100]);
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
        threeRecords(100);
        try (Log log = provider().open(config("one"))) {
            read(log, 0);
            log.startSegment(1, 3);
        }
        Files.write(segment(1), Arrays.copyOf(Files.readAllBytes(segment(1)), 1_000));
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
        threeRecords(100);
        Files.write(segment(0), Arrays.copyOf(Files.readAllBytes(segment(0)), 4 * BLOCK - 1_000));
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
    void aMissingSegmentIsCorruption() throws IOException {
        try (Log log = first()) {
            log.startSegment(1, 0);
            log.startSegment(2, 0);
        }
        Files.delete(segment(1));
        assertCorrupt(() -> read(provider().open(config("one")), 0));
    }

    @Test
    void aMissingTailIsCorruptionWhileTheMachineIsUp() throws IOException {
        threeRecords(300);
        Files.delete(segment(0));
        for (int start = 0; start < 4; start++) {
            try (Log log = provider().open(config("one"))) {
                assertCorrupt(() -> read(log, 0));
            }
        }
    }

    @Test
    void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
        try (Log log = first()) {
            append(log, 0, 10);
            log.startSegment(1, 1);
            log.storeCheckpoint(1, new byte[10], new byte[10]);
            append(log, 1, 10);
        }
        for (int at = 0; at < Files.size(checkpoint(1)); at++) {
            flip(checkpoint(1), at);
            try (Log log = provider().open(config("one"))) {
                assertThat(log.newestCheckpoint().orElseThrow().number()).isEqualTo(0);
                assertThat(read(log, 0)).containsExactly(0L, 1L);
            }
            flip(checkpoint(1), at);
        }
    }

    @Test
    void retentionDoesNotCountDamagedCheckpoints() throws IOException {
        try (Log log = first()) {
            log.startSegment(1, 0);
            log.storeCheckpoint(1, new byte[0], new byte[0]);
        }
        flip(checkpoint(1), 20);
        try (Log log = provider().open(config("one"))) {
            assertThat(log.newestCheckpoint().orElseThrow().number()).isEqualTo(0);
            read(log, 0);
            log.startSegment(2, 0);
            log.storeCheckpoint(2, new byte[0], new byte[0]);
        }
        assertThat(checkpoint(0)).exists();
        assertThat(checkpoint(2)).exists();
    }

    @Test
    void checkpointsAndSegmentHeadersBearHostileBytes() throws IOException {
        threeRecords(10);
        LogIdentity identity;
        try (Log log = provider().open(config("one"))) {
            identity = log.identity();
        }
        byte[] checkpoint = Files.readAllBytes(checkpoint(0));
        Path changed = directory.resolve("changed");
        Consumer<byte[]> decode = bytes -> {
            try {
                Files.write(changed, bytes);
                CheckpointFile.read(changed, identity, 0);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        };
        Hostile.everyPrefixIsRefused(checkpoint, decode);
        Hostile.nothingBreaks(checkpoint, decode, 1);
        byte[] header = new SegmentHeader(BLOCK, identity, 2, 3, 4).encode();
        assertThat(SegmentHeader.decode(header)).isEqualTo(new SegmentHeader(BLOCK, identity, 2, 3, 4));
        for (int length = 0; length < 77; length++) {
            assertThat(SegmentHeader.decode(Arrays.copyOf(header, length))).isNull();
        }
        Hostile.nothingBreaks(header, SegmentHeader::decode, 2);
    }

    @Test
    void aLogWithoutAnyWholeCheckpointIsRefused() throws IOException {
        threeRecords(10);
        flip(checkpoint(0), 20);
        try (Log log = provider().open(config("one"))) {
            assertThatThrownBy(log::newestCheckpoint)
                    .isInstanceOfSatisfying(
                            LogException.class,
                            refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.CheckpointCorrupt));
        }
    }

    @Test
    void aDamagedManifestIsRefused() throws IOException {
        threeRecords(10);
        Path manifest = new LogFiles(directory.resolve("one")).manifest(1);
        for (int at = 0; at < Files.size(manifest); at++) {
            flip(manifest, at);
            assertCorrupt(() -> provider().open(config("one")));
            flip(manifest, at);
        }
    }

    @Test
    void theLogOfAnotherInstanceIsRefused() throws IOException {
        threeRecords(10);
        Files.move(directory.resolve("one"), directory.resolve("two"));
        assertThatThrownBy(() -> provider().open(config("two")))
                .isInstanceOfSatisfying(
                        LogException.class, refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.LogMismatch));
    }

    @Test
    void whatAnUnfinishedCheckpointLeftBehindIsDeleted() throws IOException {
        threeRecords(10);
        Path leftover = segment(0).resolveSibling("000000000001.000001.checkpoint.0.unfinished");
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
            provider = withoutMapping();
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
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            provider = withoutMapping();
            directory = disk.getPath("/logs");
            try (Log log = first()) {
                append(log, 0, 10);
                log.startSegment(1, 1);
                byte[] large = new byte[4 << 20];
                for (int attempt = 0; attempt < 3; attempt++) {
                    assertThatThrownBy(() -> log.storeCheckpoint(1, new byte[0], large))
                            .isInstanceOf(LogException.class);
                }
                for (int i = 1; i < 100; i++) {
                    append(log, i, 2_000);
                }
            }
            assertThat(read(provider().open(config("one")), 0)).hasSize(100);
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
        threeRecords(100);
        byte[] segment = Files.readAllBytes(segment(0));
        assertThat(new String(segment, 0, 8, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("AMBSEG3\n");
        ByteBuffer record = ByteBuffer.wrap(segment, BLOCK, BLOCK).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int size = record.getInt(BLOCK + 4);
        assertThat(record.getLong(BLOCK + 16)).isEqualTo(0);
        assertThat(record.getInt(BLOCK + size - 8)).isEqualTo(100);
        assertThat(new String(segment, BLOCK + size - 4, 4, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("AMB1");
    }

    private int threeRecords(int bodyBytes) {
        try (Log log = first()) {
            for (int i = 0; i < 3; i++) {
                append(log, i, bodyBytes);
            }
            return TestRecords.record(0, 0, bodyBytes).length;
        }
    }

    private Path segment(long number) {
        return only(number, ".segment");
    }

    private Path checkpoint(long number) {
        return only(number, ".checkpoint");
    }

    private Path only(long number, String ending) {
        try (Stream<Path> files = Files.list(directory.resolve("one"))) {
            String pattern = String.format("%012d\\.[0-9]{6}\\%s", number, ending);
            return files.filter(each -> each.getFileName().toString().matches(pattern))
                    .findAny()
                    .orElseThrow();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory.resolve("one"))) {
            for (Path each : files.toList()) {
                if (each.toString().matches(".*(segment|checkpoint|manifest)")) {
                    contents.put(each, Arrays.hashCode(Files.readAllBytes(each)) + " " + Files.size(each));
                }
            }
        }
        return contents;
    }

    private static void assertCorrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        LogException.class, corrupt -> assertThat(corrupt.tag()).isEqualTo(ErrorTag.LogCorrupt));
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        write(file, at, new byte[] {(byte) (bytes[(int) at] ^ 1)});
    }

    private static void write(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }
}
