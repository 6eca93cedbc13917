package org.ambrosia.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.core.CoordinatorCore.Held;
import org.ambrosia.runtime.core.CoreSettings.Limits;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.junit.jupiter.api.Test;

/** Each checker can fail. */
class CheckersTest {
    private final History history = new History("server");

    @Test
    void aRightHistoryIsAccepted() {
        log(record(0, 1, 3));
        log(record(1, 1, 5));
        history.delivered(record(1, 1, 5));
        history.confirmed("client", new Position(5, 0, 0));
        history.read(record(0, 1, 3));
        history.read(record(1, 1, 5));
        history.recoveredUpTo(2);
        assertThatCode(() -> log(record(2, 2, 6))).doesNotThrowAnyException();
    }

    @Test
    void aRecordThatWasDurableMustNotBeLost() {
        log(record(0, 1, 3));
        violated(() -> history.recoveredUpTo(0), "were durable");
    }

    @Test
    void aRecordThatWasDurableMustNotChange() {
        log(record(0, 1, 3));
        violated(() -> history.read(record(0, 1, 4)), "is not what was durable");
    }

    @Test
    void aRecordThatWasNeverWrittenMustNotBeRead() {
        violated(() -> history.read(record(0, 1, 3)), "never written");
    }

    @Test
    void aRecordWhoseWriteDidNotReturnMayBeThere() {
        history.appending(record(0, 1, 3));
        assertThatCode(() -> history.read(record(0, 1, 3))).doesNotThrowAnyException();
    }

    @Test
    void aPlaceInTheLogHasOneWriter() {
        log(record(0, 2, 3));
        LoggedRecord late = record(1, 1, 4);
        history.appending(late);
        violated(() -> history.durable(late), "a later epoch has begun");
        LoggedRecord other = record(0, 2, 4);
        history.appending(other);
        violated(() -> history.durable(other), "not what was durable once");
        LoggedRecord gap = record(2, 2, 4);
        history.appending(gap);
        violated(() -> history.durable(gap), "never written; 1 were");
    }

    @Test
    void whatIsNotDurableMustNotBeConfirmed() {
        log(record(0, 1, 3));
        history.appending(record(1, 1, 5));
        violated(() -> history.confirmed("client", new Position(5, 0, 0)), "confirms calls of client");
        violated(() -> history.confirmed("client", new Position(3, 1, 1)), "confirms calls of client");
        violated(() -> history.confirmed("stranger", new Position(1, 0, 0)), "confirms calls of stranger");
    }

    @Test
    void whatIsNotDurableMustNotBeDelivered() {
        history.appending(record(0, 1, 3));
        violated(() -> history.delivered(record(0, 1, 3)), "is not durable");
    }

    @Test
    void anInboxMustNotGoBack() {
        log(record(0, 1, 3));
        history.appending(record(1, 1, 2));
        violated(() -> history.durable(record(1, 1, 2)), "goes back");
    }

    @Test
    void aNumberStandsForOneCall() {
        SameCalls calls = new SameCalls();
        calls.sent("client", "server", calls(1, "a", "b"));
        calls.sent("client", "server", calls(2, "b", "c"));
        calls.sent("client", "other", calls(2, "x"));
        violated(() -> calls.sent("client", "server", calls(3, "d")), "under the number 3");
    }

    @Test
    void replayMustMakeTheCallsThatWereSent() {
        SameCalls calls = new SameCalls();
        calls.sent("client", "server", calls(1, "a"));
        calls.replayed("client", "server", 1, new byte[] {'a'}, 0, 1);
        violated(() -> calls.replayed("client", "server", 1, new byte[] {'b'}, 0, 1), "another call 1");
    }

    @Test
    void memoryIsBounded() {
        MemoryBound bound = new MemoryBound(new Limits(100, 100, 100, 100, 10), 2, 10);
        bound.holds("server", new Held(100, 100, 150, false, 0));
        violated(() -> bound.holds("server", new Held(1_000, 0, 0, false, 0)), "not durable");
        violated(() -> bound.holds("server", new Held(0, 1_000, 0, false, 0)), "not executed");
        violated(() -> bound.holds("server", new Held(0, 0, 1_000, false, 0)), "in outboxes");
    }

    @Test
    void whatWasTakenMayGoBackOnlyIfAnOperatorSaysSo() {
        log(record(0, 1, 3));
        log(record(1, 1, new InboxPosition("client", 1, Position.START, LogPosition.NONE, true)));
        log(record(2, 1, 1));
        assertThat(history.copy().records()).hasSize(3);
    }

    @Test
    void anotherHistorySharesWhatIsTheSame() {
        log(record(0, 1, 3));
        History image = history.copy();
        log(record(1, 1, 5));
        LoggedRecord other = record(1, 2, 5);
        image.appending(other);
        image.durable(other);
        assertThat(history.shares(0, image)).isTrue();
        assertThat(history.shares(1, image)).isFalse();
        assertThat(history.shares(2, image)).isFalse();
    }

    @Test
    void callsOfOneHistoryAreTakenInOrder() {
        List<List<Long>> made = List.of(List.of(1L, 2L, 3L), List.of(1L, 2L, 4L, 5L));
        took(made, List.of(), 1, 2, 4, 5);
        violated(() -> took(made, List.of(), 1, 2, 3), "the end is missing");
        violated(() -> took(made, List.of(), 1, 2, 3, 4, 5), "is not the next one");
        violated(() -> took(made, List.of(), 1, 4, 5), "is not the next one");
        violated(() -> took(made, List.of(), 2, 4, 5), "is not the next one");
        violated(() -> took(made, List.of(), 1, 1, 2, 4, 5), "is not the next one");
    }

    @Test
    void whoWasToForgetGoesOnAnywhere() {
        List<List<Long>> made = List.of(List.of(1L, 2L, 3L), List.of(1L, 2L, 4L, 5L));
        took(made, List.of(3L), 1, 2, 3, 2, 4, 5);
        took(made, List.of(3L), 1, 2, 3, 5);
        violated(() -> took(made, List.of(4L), 1, 2, 3, 4, 5), "is not the next one");
        violated(() -> took(made, List.of(3L), 1, 2, 3, 5, 4, 5), "is not the next one");
        violated(() -> took(made, List.of(3L), 1, 2, 3, 6), "was never made");
    }

    @Test
    void theNextSchemaDecidesWhatBecomesOfACall() {
        byte[] with = schema("method 7 long measure()\nimpulse 8 void count()");
        byte[] without = schema("impulse 8 void count()");
        List<LoggedRecord> log = List.of(
                messages(0, call(7), call(8)),
                messages(1, schemaMessage("impulse 8 void count()"), call(7), call(7)),
                messages(2, call(7), schemaMessage("method 7 long measure()")),
                messages(3, call(7)));
        assertThat(MethodOutcomes.executed(with, log, 7)).isEqualTo(1 + 3 + 1);
        assertThat(MethodOutcomes.executed(without, log, 7)).isEqualTo(3 + 1);
    }

    /** As in seed 503474, where a hostile peer's call of a method that nobody has was logged before a rollback. */
    @Test
    void aCallBehindOneThatWaitsHasTheNextSchemaToo() {
        byte[] with = schema("method 7 long measure()");
        List<LoggedRecord> log =
                List.of(messages(0, call(7), call(6), call(7)), messages(1, schemaMessage("impulse 8 void count()")));
        assertThat(MethodOutcomes.executed(with, log, 7)).isEqualTo(1);
    }

    @Test
    void aMethodThatHasFailedOftenMakesNothingWait() {
        byte[] with = schema("method 7 long measure()");
        byte[] stays = new Encoder(2).u8(MessageType.SCHEMA).string("").toByteArray();
        List<LoggedRecord> log = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            log.add(messages(i, call(6), stays));
        }
        log.add(messages(16, call(6), call(7)));
        log.add(messages(17, schemaMessage("impulse 8 void count()")));
        assertThat(MethodOutcomes.executed(with, log, 7)).isEqualTo(1);
    }

    private static void took(List<List<Long>> made, List<Long> forgotten, long... calls) {
        List<Taken> taken = new ArrayList<>();
        for (long each : calls) {
            taken.add(new Taken(taken.size(), each));
        }
        new OneHistory("server of client", made, forgotten).took(taken);
    }

    private static byte[] schema(String line) {
        return new Encoder(64).string("interface x\n" + line + "\n").toByteArray();
    }

    private static byte[] schemaMessage(String line) {
        byte[] schema = schema(line);
        return new Encoder(64)
                .u8(MessageType.SCHEMA)
                .bytes(schema, 0, schema.length)
                .toByteArray();
    }

    private static byte[] call(int methodId) {
        return new Encoder(16)
                .u8(MessageType.RPC)
                .u8(CallLayout.REQUEST)
                .zz32(methodId)
                .u8(CallLayout.FORK)
                .toByteArray();
    }

    private static LoggedRecord messages(long sequence, byte[]... messages) {
        Encoder record = new Encoder(100);
        record.skip(RecordFormat.HEADER_BYTES);
        for (byte[] each : messages) {
            record.zz32(each.length).bytes(each, 0, each.length);
        }
        RecordFormat.seal(record, 7, sequence, new Trailer(1, 0, List.of(), List.of()));
        return new LoggedRecord(sequence, record.array(), record.length());
    }

    private void log(LoggedRecord record) {
        history.appending(record);
        history.durable(record);
    }

    private static LoggedRecord record(long sequence, long epoch, long taken) {
        return record(sequence, epoch, new InboxPosition("client", 1, new Position(taken, 0, 0)));
    }

    private static LoggedRecord record(long sequence, long epoch, InboxPosition moved) {
        Encoder record = new Encoder(100);
        record.skip(RecordFormat.HEADER_BYTES);
        RecordFormat.seal(record, 7, sequence, new Trailer(epoch, 0, List.of(moved), List.of()));
        return new LoggedRecord(sequence, record.array(), record.length());
    }

    private static Calls calls(long first, String... bodies) {
        Encoder out = new Encoder(100);
        for (String each : bodies) {
            out.string(each);
        }
        return new Calls(0, first, bodies.length, out.array(), 0, out.length());
    }

    private static void violated(Runnable action, String message) {
        assertThatThrownBy(action::run).isInstanceOf(Violation.class).hasMessageContaining(message);
    }
}
