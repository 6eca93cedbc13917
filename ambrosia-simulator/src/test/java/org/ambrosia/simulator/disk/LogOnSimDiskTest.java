package org.ambrosia.simulator.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.file.Environment;
import org.ambrosia.runtime.log.file.FileLogEngine;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.junit.jupiter.api.Test;

/** What seeds found that failed, as short as it gets. */
class LogOnSimDiskTest {
    /** With a manifest; there is no room for zeros ahead of the records. */
    private static final int SEGMENT_AND_TWO_RECORDS = 1_000 + 3 * 4_096;

    private final SimDisk disk = new SimDisk();
    private final SimSharedFiles shared = new SimSharedFiles();
    private final Random random = new Random(1);

    /** Seeds 53, 250 and 20018925: recovery believed what was in the page cache only. */
    @Test
    void aRecordThatWasReadOnceIsThereForEver() {
        for (int i = 0; i < 30; i++) {
            disk.wipe();
            try (BlockingLog log = open()) {
                log.checkpoint(0, new byte[1], new byte[1]);
                log.begin(0, 0);
                append(log, 0);
                disk.faults((operation, file, bytes) -> Verdict.failsBehind(bytes, "Input/output error"));
                assertThatThrownBy(() -> append(log, 1)).isInstanceOf(LogException.class);
            }
            disk.faults(DiskFaults.NONE);
            boolean first;
            boolean second;
            try (BlockingLog log = open();
                    LogReader reader = log.read(0)) {
                first = reader.next() != null;
                second = reader.next() != null;
            }
            disk.loseUnsynced(random);
            try (BlockingLog log = open();
                    LogReader reader = log.read(0)) {
                assertThat(reader.next() != null).isEqualTo(first).isTrue();
                assertThat(reader.next() != null).isEqualTo(second).isTrue();
            }
        }
    }

    /** Seed 70000282: who came second found the directory, and did not know that its name was not synced. */
    @Test
    void aDirectoryWhoseMakerFailedIsThereForEver() {
        int failures = 0;
        for (int i = 0; i < 30; i++) {
            disk.wipe();
            int failing = i % 3;
            int[] asked = {0};
            disk.faults((operation, file, bytes) -> operation == DiskOperation.SYNC_NAMES && asked[0]++ == failing
                    ? Verdict.failsBehind(0, "Input/output error")
                    : Verdict.DONE);
            try (BlockingLog log = open()) {
                log.checkpoint(0, new byte[1], new byte[1]);
            } catch (LogException failed) {
                failures++;
            }
            disk.faults(DiskFaults.NONE);
            long incarnation;
            try (BlockingLog log = open()) {
                incarnation = log.identity().incarnation();
                log.checkpoint(0, new byte[1], new byte[1]);
                log.begin(0, 0);
                append(log, 0);
            }
            disk.loseUnsynced(random);
            try (BlockingLog log = open();
                    LogReader reader = log.read(0)) {
                assertThat(log.identity().incarnation()).isEqualTo(incarnation);
                assertThat(reader.next()).isNotNull();
            }
        }
        assertThat(failures).isEqualTo(30);
    }

    /** Whatever is written when the disk becomes full, and however far it comes: the log goes on when its record has room. */
    @Test
    void aCheckpointThatFailsForSpaceStopsNoRecord() {
        int failed = 0;
        for (int room = 0; room < 40_000; room += 1_000) {
            disk.wipe();
            try (BlockingLog log = open()) {
                log.checkpoint(0, new byte[1], new byte[1]);
                disk.capacity(disk.used() + SEGMENT_AND_TWO_RECORDS + room);
                log.begin(0, 0);
                append(log, 0);
                try {
                    log.checkpoint(0, new byte[10_000], new byte[20_000]);
                    disk.capacity(disk.used() + 4_096);
                } catch (LogException full) {
                    failed++;
                }
                append(log, 1);
            }
            disk.capacity(Long.MAX_VALUE);
            try (BlockingLog log = open();
                    LogReader reader = log.read(0)) {
                assertThat(reader.next()).isNotNull();
                assertThat(reader.next()).isNotNull();
            }
        }
        assertThat(failed).isBetween(20, 39);
    }

    /** The instance goes on without it. */
    @Test
    void aCheckpointThatFailsForSpaceAsksForNoRestart() {
        try (BlockingLog log = open()) {
            log.checkpoint(0, new byte[1], new byte[1]);
            log.begin(0, 0);
            append(log, 0);
            log.begin(1, 1);
            disk.capacity(disk.used());
            assertThatThrownBy(() -> log.checkpoint(1, new byte[10_000], new byte[20_000]))
                    .isInstanceOf(LogException.class)
                    .hasMessageContaining("Make room")
                    .hasMessageNotContaining("start the instance");
            disk.capacity(Long.MAX_VALUE);
        }
    }

    /** Each checkpoint that is tried begins a segment, and a disk on which it does not fit has no room for many. */
    @Test
    void segmentsInWhichNothingIsLoggedTakeLittleRoom() {
        try (BlockingLog log = open()) {
            log.checkpoint(0, new byte[1], new byte[1]);
            log.begin(0, 0);
            append(log, 0);
            log.begin(1, 1);
            long before = disk.used();
            log.begin(2, 1);
            log.begin(3, 1);
            assertThat(disk.used() - before).isLessThan(20_000);
        }
    }

    /** There a synced write returns when the drive has the bytes in its memory. */
    @Test
    void onMacOsARecordIsOnStableStorageWhenItWasAppended() {
        String system = System.getProperty("os.name");
        System.setProperty("os.name", "Mac OS X");
        disk.cacheWrites();
        try {
            for (int i = 0; i < 30; i++) {
                disk.wipe();
                try (BlockingLog log = open()) {
                    log.checkpoint(0, new byte[1], new byte[1]);
                    log.begin(0, 0);
                    append(log, 0);
                    append(log, 1);
                }
                disk.loseUnsynced(random);
                shared.losePower(new Random(3));
                try (BlockingLog log = open();
                        LogReader reader = log.read(0)) {
                    assertThat(reader.next()).isNotNull();
                    assertThat(reader.next()).isNotNull();
                }
            }
        } finally {
            System.setProperty("os.name", system);
        }
    }

    private BlockingLog open() {
        Environment environment = new Environment(
                InstantSource.system(), System::nanoTime, random, Runnable::run, shared.of(new Object()), 1);
        return BlockingLog.lead(
                new FileLogEngine(disk.root().resolve("logs"), environment),
                LogSettings.of(InstanceConfig.builder("server").build()));
    }

    private static void append(BlockingLog log, long sequence) {
        Encoder record = new Encoder(100);
        record.skip(RecordFormat.HEADER_BYTES);
        RecordFormat.seal(record, log.identity().committerId(), sequence, new Trailer(1, 0, List.of(), List.of()));
        log.append(sequence, record.array(), record.length());
    }
}
