package org.ambrosia.runtime.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogProvider;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.SpillPlace;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.junit.jupiter.api.Test;

/** What every log engine must do. Each engine's test extends this. */
public abstract class LogContract {
    /** The engine, on an empty store that is the same for the whole test. */
    protected abstract LogProvider provider();

    /** The configuration of an instance in that store. */
    protected abstract InstanceConfig config(String instance);

    @Test
    public void aNewLogIsEmptyAndHasAnIdentityOfItsOwn() {
        try (Log one = provider().open(config("one"));
                Log two = provider().open(config("two"))) {
            assertThat(one.newestCheckpoint()).isEmpty();
            assertThat(one.identity().epoch()).isPositive();
            assertThat(one.identity().incarnation()).isNotEqualTo(two.identity().incarnation());
        }
    }

    @Test
    public void whatWasAppendedIsReadAgainInItsOrder() {
        try (Log log = first()) {
            append(log, 0, 10);
            append(log, 1, 5_000);
            append(log, 2, 3_000_000);
            append(log, 3, 0);
        }
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    public void theIdentityStaysAndTheEpochRisesWithEachWriter() {
        LogIdentity before;
        try (Log log = first()) {
            before = log.identity();
        }
        try (Log log = provider().open(config("one"))) {
            long epoch = log.identity().epoch();
            assertThat(epoch).isGreaterThan(before.epoch());
            assertThat(log.identity())
                    .isEqualTo(new LogIdentity("one", before.incarnation(), before.committerId(), epoch));
        }
    }

    @Test
    public void aSecondWriterIsRefused() {
        try (Log log = first()) {
            assertThatThrownBy(() -> provider().open(config("one")))
                    .isInstanceOfSatisfying(
                            LogException.class,
                            refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.LogInUse));
            append(log, 0, 1);
        }
    }

    @Test
    public void readingGoesOnAcrossSegmentsAndLives() {
        try (Log log = first()) {
            append(log, 0, 100);
            log.startSegment(1, 1);
            append(log, 1, 100);
        }
        try (Log log = provider().open(config("one"))) {
            LogReader reader = log.read(0);
            while (reader.next() != null) {}
            assertThat(reader.nextSegment()).isEqualTo(2);
            log.startSegment(2, 2);
            append(log, 2, 100);
        }
        try (Log log = provider().open(config("one"))) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L);
            assertThat(read(log, 1)).containsExactly(1L, 2L);
        }
    }

    @Test
    public void theNewestCheckpointIsFound() {
        try (Log log = first()) {
            log.startSegment(1, 0);
            log.storeCheckpoint(1, new byte[] {5}, new byte[] {6, 7});
        }
        try (Log log = provider().open(config("one"))) {
            StoredCheckpoint newest = log.newestCheckpoint().orElseThrow();
            assertThat(newest.number()).isEqualTo(1);
            assertThat(newest.coordinator()).containsExactly(5);
            assertThat(newest.application()).containsExactly(6, 7);
        }
    }

    @Test
    public void retentionKeepsTheConfiguredCheckpointsAndWhatIsBehindThem() {
        try (Log log = first()) {
            for (int i = 1; i <= 4; i++) {
                append(log, i - 1, 10);
                log.startSegment(i, i);
                log.storeCheckpoint(i, new byte[0], new byte[] {(byte) i});
            }
            append(log, 4, 10);
        }
        try (Log log = provider().open(config("one"))) {
            assertThat(log.newestCheckpoint().orElseThrow().number()).isEqualTo(4);
            assertThat(read(log, 3)).containsExactly(3L, 4L);
            assertThatThrownBy(() -> read(log, 2)).isInstanceOf(LogException.class);
        }
    }

    @Test
    public void anEndedLogThatWasNeverWrittenIsStartedAgain() {
        long before;
        try (Log log = provider().open(config("one"))) {
            before = log.identity().epoch();
        }
        try (Log log = provider().open(config("one"))) {
            assertThat(log.newestCheckpoint()).isEmpty();
            assertThat(log.identity().epoch()).isGreaterThan(before);
        }
    }

    /** A log with a first checkpoint and segment. */
    @Test
    public void whatWasSpilledIsReadAgainEvenByTheNextWriter() {
        SpillPlace one;
        SpillPlace two;
        try (Log log = first()) {
            one = log.spill().write("other", new byte[] {1, 2, 3, 0}, 3);
            two = log.spill().write("other", new byte[] {4}, 1);
            assertThat(log.spill().read(one)).containsExactly(1, 2, 3);
            log.startSegment(1, 0);
            log.storeCheckpoint(1, new byte[] {1}, new byte[] {2});
        }
        try (Log log = provider().open(config("one"))) {
            log.spill().retain(List.of(one, two));
            assertThat(log.spill().read(two)).containsExactly(4);
            SpillPlace three = log.spill().write("other", new byte[] {5}, 1);
            assertThat(log.spill().read(one)).containsExactly(1, 2, 3);
            assertThat(log.spill().read(three)).containsExactly(5);
        }
    }

    @Test
    public void whatIsNotRetainedOrWasFreedIsGone() {
        SpillPlace kept;
        SpillPlace left;
        try (Log log = first()) {
            kept = log.spill().write("one", new byte[] {1}, 1);
            left = log.spill().write("two", new byte[] {2}, 1);
        }
        try (Log log = provider().open(config("one"))) {
            log.spill().retain(List.of(kept));
            assertThatThrownBy(() -> log.spill().read(left)).isInstanceOf(LogException.class);
            log.spill().free(kept);
            assertThatThrownBy(() -> log.spill().read(kept)).isInstanceOf(LogException.class);
        }
    }

    @Test
    public void aCallThatIsSkippedIsReplacedForWhoeverReadsTheLogFromThenOn() {
        byte[] record;
        try (Log log = first()) {
            record = calls(log.identity().committerId(), 7, "one", "two", "three");
            log.append(record, record.length);
        }
        provider().skip(config("one"), new SkippedCall(0, 1, 7, 1_000, "a test"));
        provider().skip(config("one"), new SkippedCall(0, 2, 8, 1_000, "of a record in another history"));
        try (Log log = provider().open(config("one"));
                LogReader reader = log.read(0)) {
            StoredRecord read = reader.next();
            assertThat(types(read)).containsExactly(0, MessageType.SKIPPED, 0);
            assertThat(RecordFormat.trailer(read.bytes(), 0, read.length()).epoch())
                    .isEqualTo(7);
            assertThat(new Delivery.Messages(0, 0, read.bytes(), RecordFormat.HEADER_BYTES, bodyLength(read))
                            .withoutSkipped()
                            .length())
                    .isEqualTo("one".length() + "three".length() + 4);
        }
        List<Integer> inspected = new ArrayList<>();
        provider().inspect(config("one")).records(0, each -> inspected.addAll(types(each)));
        assertThat(inspected).containsExactly(0, MessageType.SKIPPED, 0);
    }

    @Test
    public void nothingIsSkippedWhileTheLogIsInUse() {
        try (Log log = first()) {
            append(log, 0, 10);
            assertThatThrownBy(() -> provider().skip(config("one"), new SkippedCall(0, 0, 1, 1_000, "a test")))
                    .isInstanceOfSatisfying(
                            LogException.class,
                            refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.LogInUse));
        }
    }

    private static byte[] calls(int committerId, long epoch, String... bodies) {
        Encoder out = new Encoder(64).bytes(new byte[RecordFormat.HEADER_BYTES], 0, RecordFormat.HEADER_BYTES);
        for (String each : bodies) {
            byte[] body = each.getBytes(StandardCharsets.US_ASCII);
            out.zz32(body.length + 1).u8(MessageType.RPC).bytes(body, 0, body.length);
        }
        RecordFormat.seal(out, committerId, 0, new Trailer(epoch, 1_000, List.of(), List.of()));
        return out.toByteArray();
    }

    private static List<Integer> types(StoredRecord record) {
        List<Integer> types = new ArrayList<>();
        Decoder in = new Decoder(record.bytes(), RecordFormat.HEADER_BYTES, bodyLength(record));
        while (in.remaining() > 0) {
            int size = in.length();
            types.add(in.u8());
            in.skip(size - 1);
        }
        return types;
    }

    private static int bodyLength(StoredRecord record) {
        return RecordFormat.bodyLength(record.bytes(), 0, record.length());
    }

    protected final Log first() {
        return first(provider().open(config("one")));
    }

    /** Begins a log that was opened for the first time. */
    public static Log first(Log log) {
        log.storeCheckpoint(0, new byte[] {1}, new byte[] {2});
        log.startSegment(0, 0);
        return log;
    }

    /** Appends a record with this sequence id. */
    public static void append(Log log, long sequence, int bodyBytes) {
        byte[] record = TestRecords.record(log.identity().committerId(), sequence, bodyBytes);
        assertThat(log.append(record, record.length)).isGreaterThanOrEqualTo(record.length);
    }

    /** The sequence ids that are read, after their content was checked. */
    public static List<Long> read(Log log, long fromSegment) {
        List<Long> sequences = new ArrayList<>();
        try (LogReader reader = log.read(fromSegment)) {
            for (StoredRecord each = reader.next(); each != null; each = reader.next()) {
                int bodyBytes = TestRecords.bodyBytes(each.bytes());
                assertThat(each.bytes())
                        .isEqualTo(TestRecords.record(log.identity().committerId(), each.sequence(), bodyBytes));
                sequences.add(each.sequence());
            }
        }
        return sequences;
    }
}
