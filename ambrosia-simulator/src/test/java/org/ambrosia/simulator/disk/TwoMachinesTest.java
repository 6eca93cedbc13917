package org.ambrosia.simulator.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.ambrosia.runtime.api.ErrorTag;
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

/** A log on a file system of two machines, which may not see at once what the other has written into shared memory. */
class TwoMachinesTest {
    private static final long LEASE = Duration.ofSeconds(1).toNanos();
    private static final long LOOK = LEASE / 20;

    private final SimDisk disk = new SimDisk();
    private final Random random = new Random(1);
    private long nanos;

    @Test
    void aPrimaryWhoseSignsOfLifeAreNotSeenIsNotReplacedAsLongAsItHoldsTheLog() {
        assertNobodyClaims(SimSharedFiles.NEVER);
    }

    @Test
    void aPrimaryWhoseSignsOfLifeAreSeenLateIsNotReplacedAsLongAsItHoldsTheLog() {
        assertNobodyClaims(5 * LEASE);
    }

    private void assertNobodyClaims(long delayNanos) {
        SimSharedFiles shared = new SimSharedFiles(delayNanos, () -> nanos);
        try (BlockingLog primary = begin(shared);
                BlockingLog other = join(shared, 1)) {
            for (int i = 0; i < 180; i++) {
                assertThat(other.log().leadership().vacantTerm(nanos)).isEmpty();
                append(primary, i);
                primary.log().leadership().renew();
                nanos += LOOK;
            }
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++, nanos += LOOK) {
                            assertThat(other.log().leadership().vacantTerm(nanos))
                                    .isEmpty();
                            primary.log().leadership().renew();
                        }
                    })
                    .isInstanceOfSatisfying(
                            LogException.class,
                            refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.UNSAFE_FILE_SYSTEM));
            append(primary, 180);
        }
    }

    /** Of what is stored the directory tells, whatever is seen of memory. */
    @Test
    void whatIsStoredIsFoundThoughThePrimaryIsNotSeenToWrite() {
        SimSharedFiles shared = new SimSharedFiles(SimSharedFiles.NEVER, () -> nanos);
        try (BlockingLog primary = join(shared, 0);
                BlockingLog other = join(shared, 1)) {
            assertThat(other.newest()).isEmpty();
            primary.checkpoint(0, new byte[1], new byte[1]);
            for (int i = 0; i < 3; i++) {
                primary.begin(i, i);
                append(primary, i);
                primary.checkpoint(i, new byte[1], new byte[1]);
                assertThat(other.newest()).isPresent();
            }
        }
    }

    @Test
    void whereMemoryIsSharedAPrimaryThatHangsIsReplacedAndHearsOfIt() {
        SimSharedFiles shared = new SimSharedFiles(LEASE / 100, () -> nanos);
        try (BlockingLog primary = begin(shared);
                BlockingLog other = join(shared, 1)) {
            append(primary, 0);
            for (int i = 0; i < 10; i++, nanos += LOOK) {
                primary.log().leadership().renew();
                assertThat(other.log().leadership().vacantTerm(nanos)).isEmpty();
            }
            for (int i = 0; i < 25; i++, nanos += LOOK) {
                other.log().leadership().vacantTerm(nanos);
            }
            assertThat(claim(other)).isTrue();
            nanos += LOOK;
            assertThatThrownBy(() -> append(primary, 1))
                    .isInstanceOfSatisfying(
                            LogException.class,
                            fenced -> assertThat(fenced.tag()).isEqualTo(ErrorTag.FENCED));
        }
    }

    /** Nothing can keep the other from claiming the log then; the one that was replaced finds its name in the directory. */
    @Test
    void whereLocksAreLostThePrimaryEndsWhenItFindsAHigherReign() {
        SimSharedFiles shared = new SimSharedFiles(SimSharedFiles.NEVER, () -> nanos);
        try (BlockingLog primary = begin(shared);
                BlockingLog other = join(shared, 1)) {
            append(primary, 0);
            shared.loseLocks();
            assertThat(claim(other)).isTrue();
            nanos += LEASE / 2;
            primary.log().leadership().renew();
            assertThatThrownBy(() -> append(primary, 1))
                    .isInstanceOfSatisfying(
                            LogException.class,
                            fenced -> assertThat(fenced.tag()).isEqualTo(ErrorTag.FENCED));
            try (LogReader reader = other.read(0)) {
                assertThat(reader.next().sequence()).isZero();
            }
        }
    }

    private BlockingLog begin(SimSharedFiles shared) {
        BlockingLog primary = join(shared, 0);
        primary.checkpoint(0, new byte[1], new byte[1]);
        primary.begin(0, 0);
        return primary;
    }

    private BlockingLog join(SimSharedFiles shared, int machine) {
        Environment environment = new Environment(
                InstantSource.system(), () -> nanos, random, Runnable::run, shared.of(new Object(), machine), machine);
        return new BlockingLog(new FileLogEngine(disk.root().resolve("logs"), environment)
                .join(LogSettings.of(InstanceConfig.builder("server")
                        .lease(Duration.ofNanos(LEASE))
                        .replica(machine)
                        .build())));
    }

    /** Claims the log, if it is vacant. */
    private boolean claim(BlockingLog log) {
        OptionalLong vacant = log.log().leadership().vacantTerm(nanos);
        return vacant.isPresent() && log.log().leadership().claim(vacant.getAsLong());
    }

    private static void append(BlockingLog log, long sequence) {
        Encoder record = new Encoder(100);
        record.skip(RecordFormat.HEADER_BYTES);
        RecordFormat.seal(record, log.identity().committerId(), sequence, new Trailer(1, 0, List.of(), List.of()));
        log.append(sequence, record.array(), record.length());
    }
}
