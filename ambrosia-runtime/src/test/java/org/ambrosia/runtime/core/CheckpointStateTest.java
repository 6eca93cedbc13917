package org.ambrosia.runtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ambrosia.runtime.contract.Hostile;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

class CheckpointStateTest {
    @Test
    void aCheckpointKeepsWhatIsNotDurableElsewhereButNoImpulses() {
        Outbox outbox = new Outbox("server", room());
        for (int i = 1; i <= 5; i++) {
            outbox.addReplayable(new byte[] {0, (byte) i}, 0, 2);
        }
        outbox.addImpulse(1, new byte[] {0, 99}, 0, 2);
        outbox.addReplayable(new byte[] {0, 6}, 0, 2);
        outbox.trim(new Position(3, 0, 0));
        byte[] encoded = state(outbox).encode(false);

        CheckpointState decoded = CheckpointState.decode(encoded, room());

        assertThat(decoded.nextSequence()).isEqualTo(17);
        assertThat(decoded.inboxes()).containsExactly(new InboxPosition("client", 5, new Position(9, 2, 3)));
        Outbox back = decoded.outboxes().get(0);
        assertThat(back.destination()).isEqualTo("server");
        assertThat(back.last()).isEqualTo(6);
        assertThat(back.trimmed()).isEqualTo(3);
        Calls calls = back.cursor(new Position(3, 0, 0)).next();
        assertThat(calls.first()).isEqualTo(4);
        assertThat(calls.count()).isEqualTo(3);
    }

    @Test
    void hostileBytesAreRefused() {
        Outbox outbox = new Outbox("server", room());
        outbox.addReplayable(new byte[] {0, 1, 2}, 0, 3);
        outbox.addReplayable(new byte[] {0, 1, 2, 3}, 0, 4);
        byte[] encoded = state(outbox).encode(false);
        Hostile.everyPrefixIsRefused(encoded, CheckpointStateTest::decode);
        Hostile.nothingBreaks(encoded, CheckpointStateTest::decode, 7);
    }

    private static OutboxRoom room() {
        return new OutboxRoom(new MemorySpill(), CoreSettings.Limits.DEFAULT);
    }

    private static CheckpointState decode(byte[] bytes) {
        return CheckpointState.decode(bytes, room());
    }

    private static CheckpointState state(Outbox outbox) {
        return new CheckpointState(
                new byte[] {1, 2},
                17,
                List.of(new InboxPosition("client", 5, new Position(9, 2, 3))),
                List.of(outbox),
                new LogHistory());
    }
}
