package org.ambrosia.engine.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.Checkpoints;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.SpillPlace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of each log engine. The test of an engine extends this class, and implements how to
 * open one. Each test runs on a store of its own, which is empty. Tests that are tagged
 * {@code long} write some gigabytes.
 */
public abstract class LogEngineContract extends SharedLogContract {
    @Test
    public void aNewLogIsEmptyAndHasAnIdentityOfItsOwn() {
        try (BlockingLog one = lead();
                BlockingLog two =
                        BlockingLog.lead(engine(), LogSettings.of(config("two").build()))) {
            assertThat(one.newest()).isEmpty();
            assertThat(one.identity().instance()).isEqualTo(INSTANCE);
            assertThat(one.identity().epoch()).isPositive();
            assertThat(one.identity().incarnation()).isNotEqualTo(two.identity().incarnation());
        }
    }

    @Test
    public void whatWasAppendedIsReadAgainInItsOrder() {
        try (BlockingLog log = begin()) {
            append(log, 0, 10);
            append(log, 1, 5_000);
            append(log, 2, 3_000_000);
            append(log, 3, 0);
            assertThat(log.log().records().durableEnd()).isEqualTo(4);
        }
        try (BlockingLog log = lead()) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    public void appendsAreCompletedInTheirOrder() throws InterruptedException {
        try (BlockingLog log = begin()) {
            Completions completions = new Completions();
            int inFlight = log.log().records().maxInFlight();
            assertThat(inFlight).isPositive();
            for (int i = 0; i < MANY; i++) {
                completions.awaitAtMost(inFlight - 1, i);
                byte[] record = TckRecords.record(log.identity().committerId(), i, 100 + i);
                log.log().records().append(i, record, record.length, completions);
            }
            completions.awaitAtMost(0, MANY);
            assertThat(completions.appended).containsExactlyElementsOf(sequences(0, MANY));
            assertThat(completions.failures).isEmpty();
        }
    }

    @Test
    public void theIdentityStaysAndTheEpochRisesWithEachWriter() {
        LogIdentity before;
        try (BlockingLog log = begin()) {
            before = log.identity();
        }
        try (BlockingLog log = lead()) {
            long epoch = log.identity().epoch();
            assertThat(epoch).isGreaterThan(before.epoch());
            assertThat(log.identity())
                    .isEqualTo(new LogIdentity(INSTANCE, before.incarnation(), before.committerId(), epoch));
        }
    }

    @Test
    public void aSecondWriterIsRefused() {
        try (BlockingLog log = begin()) {
            assertTag(ErrorTag.LOG_IN_USE, this::lead);
            append(log, 0, 1);
        }
    }

    @Test
    public void readingGoesOnAcrossSegmentsAndLives() {
        try (BlockingLog log = begin()) {
            append(log, 0, 100);
            log.begin(1, 1);
            append(log, 1, 100);
        }
        try (BlockingLog log = lead()) {
            readOn(log, 2, 2);
            append(log, 2, 100);
        }
        try (BlockingLog log = lead()) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L);
            assertThat(read(log, 1)).containsExactly(1L, 2L);
        }
    }

    @Test
    public void segmentsFollowEachOther() {
        try (BlockingLog log = begin()) {
            append(log, 0, 100);
            assertThatThrownBy(() -> log.begin(2, 1)).isInstanceOf(LogException.class);
        }
    }

    @Test
    public void anEndedLogThatWasNeverWrittenIsStartedAgain() {
        long before;
        try (BlockingLog log = lead()) {
            before = log.identity().epoch();
        }
        try (BlockingLog log = lead()) {
            assertThat(log.newest()).isEmpty();
            assertThat(log.identity().epoch()).isGreaterThan(before);
        }
    }

    /**
     * Checks that whatever the writer did last, what was completed is there, and the log goes on.
     */
    @Test
    public void aWriterMayEndAtEachStep() {
        int sequence = 0;
        int segment = 0;
        begin().close();
        for (int step = 0; step < 4; step++) {
            try (BlockingLog log = lead()) {
                assertThat(read(log, 0)).containsExactlyElementsOf(sequences(0, sequence));
                if (step == 0) {
                    continue;
                }
                log.begin(++segment, sequence);
                for (int i = 0; i < step; i++) {
                    append(log, sequence++, 100);
                }
                if (step == 3) {
                    try (Checkpoints.Draft draft = log.log().checkpoints().begin(segment)) {
                        assertThat(draft.coordinator()).isNotNull();
                    }
                }
            }
        }
        try (BlockingLog log = lead()) {
            assertThat(read(log, 0)).containsExactlyElementsOf(sequences(0, sequence));
            assertThat(log.newest().orElseThrow().segment())
                    .as("a checkpoint that was not published")
                    .isZero();
        }
    }

    // Checkpoints.

    @Test
    public void theNewestCheckpointIsFound() throws IOException {
        try (BlockingLog log = begin()) {
            log.begin(1, 0);
            try (Checkpoints.Draft draft = log.log().checkpoints().begin(1)) {
                draft.coordinator().write(5);
                OutputStream application = draft.application();
                application.write(new byte[] {0, 6, 7, 0}, 1, 2);
                application.write(8);
                draft.publish();
            }
        }
        try (BlockingLog log = lead()) {
            BlockingLog.Checkpoint newest = log.newest().orElseThrow();
            assertThat(newest.segment()).isEqualTo(1);
            assertThat(newest.coordinator()).containsExactly(5);
            assertThat(newest.application()).containsExactly(6, 7, 8);
        }
    }

    @Test
    public void retentionKeepsTheConfiguredCheckpointsAndWhatFollowsThem() {
        try (BlockingLog log = begin()) {
            for (int i = 1; i <= 4; i++) {
                append(log, i - 1, 10);
                log.begin(i, i);
                log.checkpoint(i, new byte[0], new byte[] {(byte) i});
            }
            append(log, 4, 10);
        }
        try (BlockingLog log = lead()) {
            assertThat(log.newest().orElseThrow().segment()).isEqualTo(4);
            assertThat(read(log, 3)).containsExactly(3L, 4L);
            assertThatThrownBy(() -> read(log, 2)).isInstanceOf(LogException.class);
        }
    }

    @Test
    public void aCheckpointThatIsReadStaysWhenRetentionDeletesIt() throws IOException {
        byte[] large = new byte[3 << 20];
        large[large.length - 1] = 7;
        try (BlockingLog log = begin()) {
            log.begin(1, 0);
            log.checkpoint(1, new byte[] {1}, large);
            try (var stored = log.log().checkpoints().newest().orElseThrow();
                    InputStream in = stored.application().open()) {
                assertThat(in.readNBytes(10)).hasSize(10);
                for (int i = 2; i <= 4; i++) {
                    log.begin(i, 0);
                    log.checkpoint(i, new byte[] {1}, new byte[] {2});
                }
                byte[] rest = in.readAllBytes();
                assertThat(rest).hasSize(large.length - 10);
                assertThat(rest[rest.length - 1]).isEqualTo((byte) 7);
            }
        }
    }

    @Test
    @Tag("long")
    @Timeout(600)
    public void aCheckpointMayBeLargerThanAnyArray() throws IOException {
        long length = (1L << 31) + (100L << 20) + 3;
        try (BlockingLog log = begin()) {
            log.begin(1, 0);
            CRC32C written = new CRC32C();
            try (Checkpoints.Draft draft = log.log().checkpoints().begin(1)) {
                draft.coordinator().write(1);
                OutputStream out = draft.application();
                byte[] slice = new byte[1 << 20];
                for (long left = length; left > 0; left -= slice.length) {
                    slice[(int) (left % slice.length)]++;
                    int piece = (int) Math.min(left, slice.length);
                    written.update(slice, 0, piece);
                    out.write(slice, 0, piece);
                }
                draft.publish();
            }
            CRC32C read = new CRC32C();
            try (var stored = log.log().checkpoints().newest().orElseThrow();
                    InputStream in = stored.application().open()) {
                assertThat(stored.application().length()).isEqualTo(length);
                byte[] slice = new byte[1 << 20];
                for (int n = in.read(slice); n >= 0; n = in.read(slice)) {
                    read.update(slice, 0, n);
                }
            }
            assertThat(read.getValue()).isEqualTo(written.getValue());
        }
    }

    // Spilled calls.

    @Test
    public void whatWasSpilledIsReadAgainEvenByTheNextWriter() {
        SpillPlace one;
        SpillPlace two;
        try (BlockingLog log = begin()) {
            assertThat(log.log().spill().isShared())
                    .as("only one process at a time has it")
                    .isTrue();
            one = log.log().spill().write("other", new byte[] {1, 2, 3, 0}, 3);
            two = log.log().spill().write("other", new byte[] {4}, 1);
            assertThat(log.log().spill().read(one)).containsExactly(1, 2, 3);
            log.begin(1, 0);
            log.checkpoint(1, new byte[] {1}, new byte[] {2});
        }
        try (BlockingLog log = lead()) {
            log.log().spill().retain(List.of(one, two));
            assertThat(log.log().spill().read(two)).containsExactly(4);
            SpillPlace three = log.log().spill().write("other", new byte[] {5}, 1);
            assertThat(log.log().spill().read(one)).containsExactly(1, 2, 3);
            assertThat(log.log().spill().read(three)).containsExactly(5);
        }
    }

    @Test
    public void whatIsNotRetainedOrWasFreedIsGone() {
        SpillPlace kept;
        SpillPlace left;
        try (BlockingLog log = begin()) {
            kept = log.log().spill().write("one", new byte[] {1}, 1);
            left = log.log().spill().write("two", new byte[] {2}, 1);
        }
        try (BlockingLog log = lead()) {
            log.log().spill().retain(List.of(kept));
            assertThatThrownBy(() -> log.log().spill().read(left)).isInstanceOf(LogException.class);
            log.log().spill().free(kept);
            assertThatThrownBy(() -> log.log().spill().read(kept)).isInstanceOf(LogException.class);
        }
    }

    // Skipped calls, inspection, hand-over by a command.

    @Test
    public void aCallThatIsSkippedIsKnownToThoseWhoStartAfterThat() {
        SkippedCall call = new SkippedCall(0, 1, 7, 1_000, "a test");
        try (BlockingLog log = begin()) {
            append(log, 0, 10);
            assertThat(log.log().skippedCalls()).isEmpty();
            assertTag(ErrorTag.LOG_IN_USE, () -> {
                engine().skip(INSTANCE, call);
                return null;
            });
        }
        engine().skip(INSTANCE, call);
        try (BlockingLog log = lead()) {
            assertThat(log.log().skippedCalls()).containsExactly(call);
        }
        assertThat(engine().inspect(INSTANCE).skippedCalls()).containsExactly(call);
    }

    @Test
    public void aLogThatIsInUseCanBeLookedAt() {
        try (BlockingLog log = begin()) {
            append(log, 0, 10);
            log.begin(1, 1);
            append(log, 1, 10);
            var inspection = engine().inspect(INSTANCE);
            assertThat(inspection.identity()).isEqualTo(log.identity());
            assertThat(inspection.checkpoints()).containsExactly(0L);
            assertThat(inspection.segments()).extracting(each -> each.number()).containsExactly(0L, 1L);
            List<Long> seen = new ArrayList<>();
            inspection.records(0, each -> seen.add(each.sequence()));
            inspection.records(1, each -> seen.add(each.sequence()));
            assertThat(seen).containsExactly(0L, 1L);
            assertThat(inspection.verify(step -> {})).isEmpty();
        }
        assertTag(ErrorTag.LOG_UNAVAILABLE, () -> engine().inspect("none"));
    }
}
