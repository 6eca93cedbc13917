package org.ambrosia.runtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogPosition;
import org.junit.jupiter.api.Test;

class LogHistoryTest {
    private final LogHistory history = new LogHistory();

    LogHistoryTest() {
        history.reign(5, 0);
        history.reign(5, 20);
        history.reign(8, 50);
        history.durable(70);
    }

    @Test
    void aRecordIsInTheLogIfItsEpochHadNotEndedBeforeIt() {
        assertThat(history.has(new LogPosition(5, 49))).isTrue();
        assertThat(history.has(new LogPosition(5, 50)))
                .as("epoch 5 ended at 49")
                .isFalse();
        assertThat(history.has(new LogPosition(8, 70))).isTrue();
        assertThat(history.has(new LogPosition(8, 71))).as("not durable").isFalse();
        assertThat(history.has(LogPosition.NONE)).isTrue();
    }

    @Test
    void anEpochThatTheLogDoesNotHaveIsAnotherHistory() {
        assertThat(history.has(new LogPosition(6, 50))).isFalse();
        assertThat(history.has(new LogPosition(9, 60))).isFalse();
    }

    /** As of a copy that ran beside this log, in an epoch of its own, while this one went on in the epoch before. */
    @Test
    void aRecordOfAnotherEpochIsNotTheLogsOwnThoughItHasOneOfThatNumber() {
        assertThat(history.has(new LogPosition(6, 30))).isFalse();
        assertThat(history.has(new LogPosition(6, 49))).isFalse();
        assertThat(history.has(new LogPosition(8, 49))).isFalse();
    }

    @Test
    void theEndIsNamedByTheEpochInWhichItWasWritten() {
        history.reign(9, 71);
        assertThat(history.end()).isEqualTo(new LogPosition(8, 70));
        history.durable(71);
        assertThat(history.end()).isEqualTo(new LogPosition(9, 71));
    }

    @Test
    void itIsTheSameAfterACheckpoint() {
        Encoder out = new Encoder(64);
        history.encode(out);
        LogHistory restored = new LogHistory();
        restored.restore(new Decoder(out.toByteArray()));
        restored.durable(70);
        assertThat(restored.end()).isEqualTo(new LogPosition(8, 70));
        assertThat(restored.has(new LogPosition(5, 50))).isFalse();
    }

    @Test
    void theOldestEpochsAreForgottenAndNothingIsWronglyRefused() {
        for (int i = 0; i < 2_000; i++) {
            history.reign(100 + i, 100 + i);
        }
        assertThat(history.has(new LogPosition(5, 49))).isTrue();
        Encoder out = new Encoder(1 << 15);
        history.encode(out);
        assertThat(out.length()).isLessThan(10_000);
    }
}
