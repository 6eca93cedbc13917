package org.ambrosia.runtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Position NONE = Position.START;

    private static final CoreSettings.Limits LIMITS = new CoreSettings.Limits(1, 1, 1, 4_000, 1_000);

    private final MemorySpill spill = new MemorySpill();
    private final OutboxRoom room = new OutboxRoom(spill, LIMITS);
    private final Outbox outbox = new Outbox("server", room);

    @Test
    void callsAreNumberedFromOne() {
        add(3);
        Calls calls = outbox.cursor(NONE).next();
        assertThat(calls.first()).isEqualTo(1);
        assertThat(calls.count()).isEqualTo(3);
    }

    @Test
    void sendingResumesBehindWhatTheDestinationHas() {
        add(5);
        Calls calls = outbox.cursor(new Position(3, 0, 0)).next();
        assertThat(calls.first()).isEqualTo(4);
        assertThat(calls.count()).isEqualTo(2);
    }

    @Test
    void callsThatReplayMakesAgainAreNotSentAgain() {
        Outbox.Cursor cursor = outbox.cursor(new Position(4, 0, 0));
        add(3);
        assertThat(cursor.next()).isNull();
        add(3);
        Calls calls = cursor.next();
        assertThat(calls.first()).isEqualTo(5);
        assertThat(calls.count()).isEqualTo(2);
    }

    @Test
    void aTrimThatComesBeforeTheCallIsMadeAgainDropsIt() {
        outbox.trim(new Position(2, 0, 0));
        add(3);
        Calls calls = outbox.cursor(NONE).next();
        assertThat(calls.first()).isEqualTo(3);
        assertThat(calls.count()).isEqualTo(1);
    }

    @Test
    void impulsesHaveNumbersOfTheirOwnAndKeepTheirPlace() {
        add(1);
        outbox.addImpulse(7, new byte[] {0}, 0, 1);
        outbox.addImpulse(7, new byte[] {0}, 0, 1);
        add(1);
        Outbox.Cursor cursor = outbox.cursor(NONE);
        assertThat(cursor.next().impulseEpoch()).isZero();
        Calls impulses = cursor.next();
        assertThat(impulses.impulseEpoch()).isEqualTo(7);
        assertThat(impulses.first()).isEqualTo(1);
        assertThat(impulses.count()).isEqualTo(2);
        assertThat(cursor.next().first()).isEqualTo(2);
        assertThat(cursor.next()).isNull();
    }

    @Test
    void whatIsDurableElsewhereIsForgotten() {
        for (int i = 0; i < 1_000; i++) {
            outbox.addReplayable(new byte[1_000], 0, 1_000);
        }
        assertThat(outbox.isEmpty()).isFalse();
        outbox.trim(new Position(1_000, 0, 0));
        assertThat(outbox.isEmpty()).isTrue();
        Outbox.Cursor cursor = outbox.cursor(NONE);
        add(1);
        assertThat(cursor.next().first()).isEqualTo(1_001);
    }

    @Test
    void aCursorGoesOnThoughItsBlockWasForgotten() {
        add(2);
        Outbox.Cursor cursor = outbox.cursor(NONE);
        assertThat(cursor.next().count()).isEqualTo(2);
        outbox.trim(new Position(2, 0, 0));
        add(1);
        assertThat(cursor.next().first()).isEqualTo(3);
    }

    @Test
    void whatMemoryHasNoRoomForIsSpilledAndComesBackInOrder() {
        addNumbered(1, 1_000);
        assertThat(spill.size()).isPositive();
        assertThat(room.usedBytes()).isLessThan(8_000);
        assertThat(firstBytes(outbox.cursor(NONE))).containsExactlyElementsOf(numbers(1, 1_000));
    }

    @Test
    void sendingResumesInTheMiddleOfWhatIsSpilled() {
        addNumbered(1, 1_000);
        Outbox.Cursor cursor = outbox.cursor(new Position(517, 0, 0));
        assertThat(firstBytes(cursor)).containsExactlyElementsOf(numbers(518, 1_000));
        addNumbered(1_001, 1_100);
        assertThat(firstBytes(cursor)).containsExactlyElementsOf(numbers(1_001, 1_100));
    }

    @Test
    void whatIsSpilledIsFreedWhenItIsDurableElsewhere() {
        addNumbered(1, 1_000);
        outbox.trim(new Position(1_000, 0, 0));
        assertThat(spill.size()).isZero();
        assertThat(outbox.isEmpty()).isTrue();
        addNumbered(1_001, 1_002);
        assertThat(firstBytes(outbox.cursor(NONE))).containsExactly(1_001, 1_002);
    }

    @Test
    void impulsesAndCallsThatTakeTurnsAreSpilledToo() {
        for (int i = 1; i <= 2_000; i++) {
            if (i % 2 == 0) {
                outbox.addReplayable(numbered(i), 0, 4);
            } else {
                outbox.addImpulse(3, numbered(i), 0, 4);
            }
        }
        assertThat(room.usedBytes()).isLessThan(8_000);
        assertThat(firstBytes(outbox.cursor(NONE))).containsExactlyElementsOf(numbers(1, 2_000));
    }

    @Test
    void aCheckpointSaysWhereSpilledCallsAreAndLeavesOutImpulses() {
        outbox.addImpulse(3, numbered(0), 0, 4);
        addNumbered(1, 1_000);
        outbox.trim(new Position(400, 3, 0));
        Encoder out = new Encoder(100);
        outbox.encode(out, false);
        assertThat(out.length()).isLessThan(6_000);

        Outbox restored = Outbox.decode(new Decoder(out.array(), 0, out.length()), new OutboxRoom(spill, LIMITS));

        assertThat(restored.last()).isEqualTo(1_000);
        assertThat(restored.places()).isEqualTo(outbox.places());
        restored.addReplayable(numbered(1_001), 0, 4);
        assertThat(firstBytes(restored.cursor(new Position(400, 0, 0)))).containsExactlyElementsOf(numbers(401, 1_001));
    }

    @Test
    void spilledImpulsesOfAnEarlierProcessAreNotSent() {
        for (int i = 1; i <= 500; i++) {
            outbox.addImpulse(3, numbered(-i), 0, 4);
            outbox.addReplayable(numbered(i), 0, 4);
        }
        Encoder out = new Encoder(100);
        outbox.encode(out, false);
        Outbox restored = Outbox.decode(new Decoder(out.array(), 0, out.length()), new OutboxRoom(spill, LIMITS));
        assertThat(restored.places()).isNotEmpty();
        assertThat(firstBytes(restored.cursor(NONE))).containsExactlyElementsOf(numbers(1, 500));
    }

    @Test
    void aSpilledBlockThatIsGoneAfterARestartWasConfirmed() {
        addNumbered(1, 1_000);
        Encoder out = new Encoder(100);
        outbox.encode(out, false);
        Spill.Place first = outbox.places().get(0);
        spill.free(first);
        Outboxes restored = new Outboxes("client", new OutboxRoom(spill, LIMITS));
        restored.restore(List.of(Outbox.decode(new Decoder(out.array(), 0, out.length()), restored.room())));
        Outbox back = restored.of("server");
        assertThat(back.trimmed()).isPositive();
        assertThat(back.isLostAt(NONE)).isTrue();
        int next = (int) back.trimmed() + 1;
        assertThat(firstBytes(back.cursor(new Position(next - 1, 0, 0))))
                .containsExactlyElementsOf(numbers(next, 1_000));
    }

    @Test
    void whatIsSpilledWhileItIsBeingSentIsSentToItsEnd() {
        addNumbered(1, 3);
        Outbox.Cursor cursor = outbox.cursor(NONE);
        assertThat(firstBytes(cursor)).containsExactly(1, 2, 3);
        addNumbered(4, 1_000);
        assertThat(spill.size()).isPositive();
        assertThat(firstBytes(cursor)).containsExactlyElementsOf(numbers(4, 1_000));
    }

    @Test
    void arraysOfConfirmedBlocksAreUsedAgainAndNothingIsMixedUp() {
        Outbox.Cursor cursor = outbox.cursor(NONE);
        for (int round = 0; round < 50; round++) {
            int first = round * 300 + 1;
            addNumbered(first, first + 299);
            assertThat(firstBytes(cursor)).containsExactlyElementsOf(numbers(first, first + 299));
            outbox.trim(new Position(first + 150, 0, 0));
        }
    }

    @Test
    void ofARunThatWasMadeInPartOnlyTheRestIsKept() {
        outbox.addReplayable(run(1, 5));
        outbox.madeAgainFrom(2);
        outbox.addReplayable(run(3, 4));
        outbox.addReplayable(run(5, 9));
        assertThat(outbox.last()).isEqualTo(9);
        assertThat(firstBytes(outbox.cursor(NONE))).containsExactlyElementsOf(numbers(1, 9));
    }

    @Test
    void ofARunThatIsDurableInPartOnlyTheRestIsKept() {
        outbox.trim(new Position(3, 0, 0));
        outbox.addReplayable(run(1, 2));
        outbox.addReplayable(run(3, 6));
        Outbox.Cursor cursor = outbox.cursor(NONE);
        assertThat(cursor.next().first()).isEqualTo(4);
        assertThat(firstBytes(outbox.cursor(NONE))).containsExactly(4, 5, 6);
    }

    @Test
    void whatWasNeverMadeCanNotBeConfirmed() {
        add(2);
        outbox.addImpulse(3, new byte[] {0}, 0, 1);
        assertThat(outbox.hasMade(new Position(2, 3, 1), 3)).isTrue();
        assertThat(outbox.hasMade(new Position(2, 2, 9), 3)).isTrue();
        assertThat(outbox.hasMade(new Position(3, 0, 0), 3)).isFalse();
        assertThat(outbox.hasMade(new Position(2, 3, 2), 3)).isFalse();
        assertThat(outbox.hasMade(new Position(2, 4, 1), 3)).isFalse();
    }

    @Test
    void allOutboxesTogetherTakeNoMoreThanTheLimit() {
        for (int i = 0; i < 20; i++) {
            Outbox each = new Outbox("server" + i, room);
            for (int call = 0; call < 200; call++) {
                each.addReplayable(new byte[20], 0, 20);
            }
        }
        assertThat(room.usedBytes()).isLessThan(4_000 + 21 * 1_200);
    }

    @Test
    void anAbsentDestinationLeavesRoomToTheOthers() {
        Outbox other = new Outbox("other", room);
        addNumbered(1, 1_000);
        other.addReplayable(numbered(1), 0, 4);
        assertThat(other.places()).isEmpty();
        assertThat(firstBytes(other.cursor(NONE))).containsExactly(1);
    }

    private void addNumbered(int from, int to) {
        for (int i = from; i <= to; i++) {
            outbox.addReplayable(numbered(i), 0, 4);
        }
    }

    private static CallRun run(int from, int to) {
        byte[] calls = new byte[(to - from + 1) * (4 + CallRun.CALL_OVERHEAD)];
        int end = 0;
        for (int i = from; i <= to; i++) {
            end = CallRun.encode(numbered(i), 0, 4, calls, end);
        }
        return new CallRun("server", to - from + 1, calls, 0, end);
    }

    private static byte[] numbered(int number) {
        return new Encoder(4).i32(number).toByteArray();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    /** The calls behind a cursor, by the number that is in each. */
    private static List<Integer> firstBytes(Outbox.Cursor cursor) {
        List<Integer> found = new ArrayList<>();
        for (Calls calls = cursor.next(); calls != null; calls = cursor.next()) {
            Decoder in = new Decoder(calls.bytes(), calls.offset(), calls.length());
            for (int i = 0; i < calls.count(); i++) {
                in.length();
                in.u8();
                found.add(in.i32());
            }
            in.end();
        }
        return found;
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            outbox.addReplayable(new byte[] {0, 1}, 0, 2);
        }
    }
}
