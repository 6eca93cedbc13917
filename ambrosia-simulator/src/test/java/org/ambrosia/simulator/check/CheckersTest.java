package org.ambrosia.simulator.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ambrosia.runtime.core.CoordinatorCore.Held;
import org.ambrosia.runtime.core.CoreSettings.Limits;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.InboxPosition;
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

    private void log(LoggedRecord record) {
        history.appending(record);
        history.durable(record);
    }

    private static LoggedRecord record(long sequence, long epoch, long taken) {
        Encoder record = new Encoder(100);
        record.skip(RecordFormat.HEADER_BYTES);
        InboxPosition moved = new InboxPosition("client", 1, new Position(taken, 0, 0));
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
