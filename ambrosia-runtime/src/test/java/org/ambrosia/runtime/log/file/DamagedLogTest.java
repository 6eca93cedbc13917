package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.contract.Hostile;
import org.ambrosia.runtime.log.LogIdentity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is damaged is found, said, and left as it is. */
class DamagedLogTest {
    private static final int BLOCK = 4096;

    private LogFolder folder;

    @BeforeEach
    void make(@TempDir Path directory) {
        folder = new LogFolder(directory, new TestEngine());
    }

    @Test
    void aFlippedBitAnywhereInAnyRecordIsCorruptionThatChangesNothing() throws IOException {
        // In memory, since each of a thousand starts makes something durable.
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
            folder = new LogFolder(disk.getPath("/logs"), LogFolder.withoutMapping());
            int size = folder.threeRecords(300);
            for (int record = 0; record < 3; record++) {
                for (int at = 0; at < size; at++) {
                    LogFolder.flip(folder.segment(0), (record + 1) * BLOCK + at);
                    Map<Path, String> before = folder.contents();
                    assertCorruptBlock(record + 1, at);
                    assertThat(folder.contents()).isEqualTo(before);
                    LogFolder.flip(folder.segment(0), (record + 1) * BLOCK + at);
                }
            }
        }
    }

    private void assertCorruptBlock(int block, int at) {
        assertThatThrownBy(() -> {
                    try (TestLog log = folder.open()) {
                        log.read(0);
                    }
                })
                .as("block %d byte %d", block, at)
                .isInstanceOfSatisfying(
                        LogException.class, corrupt -> assertThat(corrupt.tag()).isEqualTo(ErrorTag.LOG_CORRUPT))
                .hasMessageContainingAll(folder.segment(0).toString(), "offset=" + block * BLOCK, "expected", "found");
    }

    @Test
    void aSealedSegmentThatEndsEarlyIsCorruption() throws IOException {
        folder.threeRecords(100);
        try (TestLog log = folder.open()) {
            log.read(0);
            log.begin(1, 3);
        }
        byte[] segment = Files.readAllBytes(folder.segment(0));
        Files.write(folder.segment(0), Arrays.copyOf(segment, 2 * BLOCK));
        assertCorrupt(() -> folder.open().read(0));
    }

    @Test
    void aMissingSegmentIsCorruption() throws IOException {
        try (TestLog log = folder.first()) {
            log.begin(1, 0);
            log.begin(2, 0);
        }
        Files.delete(folder.segment(1));
        assertCorrupt(() -> folder.open().read(0));
    }

    @Test
    void aMissingTailIsCorruptionWhileTheMachineIsUp() throws IOException {
        folder.threeRecords(300);
        Files.delete(folder.segment(0));
        for (int start = 0; start < 4; start++) {
            try (TestLog log = folder.open()) {
                assertCorrupt(() -> log.read(0));
            }
        }
    }

    /** As a copy that broke off, or a file of zeros. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 512, BLOCK - 1})
    void aTailWithoutAHeaderIsCorruptionIfItHadOne(int bytes) throws IOException {
        folder.threeRecords(300);
        byte[] whole = Files.readAllBytes(folder.segment(0));
        Files.write(folder.segment(0), Arrays.copyOf(whole, bytes));
        assertTailCorrupt();
        Files.write(folder.segment(0), new byte[whole.length]);
        assertTailCorrupt();
        Files.write(folder.segment(0), whole);
        try (TestLog log = folder.open()) {
            assertThat(log.read(0)).hasSize(3);
        }
    }

    private void assertTailCorrupt() throws IOException {
        for (int start = 0; start < 2; start++) {
            Map<Path, String> before = folder.contents();
            try (TestLog log = folder.open()) {
                assertCorrupt(() -> log.read(0));
            }
            assertThat(folder.contents()).isEqualTo(before);
        }
    }

    /** What the last primary said in memory is not believed then; but the checkpoint was stored when the header was. */
    @Test
    void aTailWithACheckpointHasHadAHeaderAlsoBeforeTheMachineWasRestarted() throws IOException {
        try (TestLog log = folder.first()) {
            log.begin(1, 0);
            log.checkpoint(1, new byte[0], new byte[0]);
            log.append(0, 10);
        }
        Files.write(folder.segment(1), new byte[100]);
        try (Stream<Path> files = Files.list(folder.directory().resolve("one"))) {
            for (Path each :
                    files.filter(file -> file.toString().endsWith(".reign")).toList()) {
                Files.delete(each);
            }
        }
        try (TestLog log = folder.open()) {
            assertCorrupt(() -> log.read(1));
        }
    }

    @Test
    void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
        try (TestLog log = folder.first()) {
            log.append(0, 10);
            log.begin(1, 1);
            log.checkpoint(1, new byte[10], new byte[10]);
            log.append(1, 10);
        }
        for (int at = 0; at < Files.size(folder.checkpoint(1)); at++) {
            LogFolder.flip(folder.checkpoint(1), at);
            try (TestLog log = folder.open()) {
                assertThat(log.newest().orElseThrow().segment()).isEqualTo(0);
                assertThat(log.read(0)).containsExactly(0L, 1L);
            }
            LogFolder.flip(folder.checkpoint(1), at);
        }
    }

    /** What helps a broken link is no advice for a file; and one that is the last has none before it. */
    @Test
    void aDamagedCheckpointIsSaidToBeThat() throws IOException {
        try (TestLog log = folder.first()) {
            log.begin(1, 0);
            log.checkpoint(1, new byte[10], new byte[10]);
        }
        Files.write(folder.checkpoint(1), new byte[0]);
        LogFolder.flip(folder.checkpoint(0), 30);
        try (TestLog log = folder.open();
                Warnings warnings = new Warnings()) {
            assertThatThrownBy(log::newest).isInstanceOf(LogException.class);
            assertThat(warnings.lines)
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each)
                            .startsWith("[Ambrosia/CheckpointCorrupt] ")
                            .doesNotContain("Malformed", "protocol", "report", "while it was read"));
            assertThat(warnings.lines.get(0))
                    .contains("it ends early, at byte 0", folder.checkpoint(1).toString(), "one before is looked for");
            assertThat(warnings.lines.get(1))
                    .contains("the check of its header", folder.checkpoint(0).toString(), "none before it");
        }
    }

    private static final class Warnings extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(FileCheckpoints.class.getName());
        private final List<String> lines = new ArrayList<>();

        Warnings() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord warning) {
            lines.add(warning.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    @Test
    void retentionDoesNotCountDamagedCheckpoints() throws IOException {
        try (TestLog log = folder.first()) {
            log.begin(1, 0);
            log.checkpoint(1, new byte[0], new byte[0]);
        }
        LogFolder.flip(folder.checkpoint(1), 20);
        try (TestLog log = folder.open()) {
            assertThat(log.newest().orElseThrow().segment()).isEqualTo(0);
            log.read(0);
            log.begin(2, 0);
            log.checkpoint(2, new byte[0], new byte[0]);
        }
        assertThat(folder.checkpoint(0)).exists();
        assertThat(folder.checkpoint(2)).exists();
    }

    @Test
    void checkpointsAndSegmentHeadersBearHostileBytes() throws IOException {
        folder.threeRecords(10);
        LogIdentity identity;
        try (TestLog log = folder.open()) {
            identity = log.identity();
        }
        byte[] checkpoint = Files.readAllBytes(folder.checkpoint(0));
        Path changed = folder.directory().resolve("changed");
        Consumer<byte[]> decode = bytes -> {
            try {
                Files.write(changed, bytes);
                CheckpointFile.open(changed, identity, 0);
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
        folder.threeRecords(10);
        LogFolder.flip(folder.checkpoint(0), 20);
        try (TestLog log = folder.open()) {
            assertThatThrownBy(log::newest)
                    .isInstanceOfSatisfying(
                            LogException.class,
                            refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.CHECKPOINT_CORRUPT));
        }
    }

    @Test
    void aDamagedManifestIsRefused() throws IOException {
        folder.threeRecords(10);
        Path manifest = new LogFiles(folder.directory().resolve("one")).manifest(1);
        for (int at = 0; at < Files.size(manifest); at++) {
            LogFolder.flip(manifest, at);
            assertCorrupt(() -> folder.open());
            LogFolder.flip(manifest, at);
        }
    }

    private static void assertCorrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        LogException.class, corrupt -> assertThat(corrupt.tag()).isEqualTo(ErrorTag.LOG_CORRUPT));
    }

    /** As by a supervisor that starts it again each time. */
    @Test
    void startsThatFailAgainAndAgainLeaveNoFilesBehind() throws IOException {
        int starts = 40;
        int tolerated = 8;
        folder.threeRecords(10);
        LogFolder.flip(folder.segment(0), BLOCK + 30);
        long before = files();
        for (int i = 0; i < starts; i++) {
            try (TestLog log = folder.open()) {
                assertCorrupt(() -> log.read(0));
            }
        }
        assertThat(files()).isLessThan(before + tolerated);
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(folder.directory().resolve("one"))) {
            return files.count();
        }
    }
}
