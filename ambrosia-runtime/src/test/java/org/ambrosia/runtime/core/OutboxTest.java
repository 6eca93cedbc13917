package org.ambrosia.runtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Position NONE = Position.START;

    private final Outbox outbox = new Outbox("server");

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
    void aCursorGoesOnThoughItsChunkWasForgotten() {
        add(2);
        Outbox.Cursor cursor = outbox.cursor(NONE);
        assertThat(cursor.next().count()).isEqualTo(2);
        outbox.trim(new Position(2, 0, 0));
        add(1);
        assertThat(cursor.next().first()).isEqualTo(3);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            outbox.addReplayable(new byte[] {0, 1}, 0, 2);
        }
    }
}
