package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import org.ambrosia.runtime.protocol.Decoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Call ids, by which an answer finds its promise, are used once, also by logs that have gone apart. */
class CallIdsTest {
    private static final int LIMIT = 1 << 16;
    /** In milliseconds since 1970, 64 times. */
    private static final long EPOCH = 1_795_824_000_000L * 64;

    private final Scripted before = scripted();
    private final BindingDriver bank = new BindingDriver(before, LIMIT);
    private byte[] image;

    @BeforeEach
    void start() {
        bank.epoch(EPOCH);
        bank.start();
        image = bank.takeCheckpoint();
    }

    /** It has lost a call, and its peer, which is to forget it, has that still and answers it late. */
    @Test
    void anAnswerToACallThatARestoredLogHasLostCompletesNoOther() {
        bank.fork(1);
        long lost = lastCall(bank);

        Scripted after = scripted();
        BindingDriver restored = BindingDriver.restored(after, image, LIMIT);
        restored.epoch(EPOCH + 64);
        restored.fork(2);
        restored.value("ledger", lost, "of the lost call");
        assertThat(after.seen).isEmpty();

        restored.value("ledger", lastCall(restored), "of the new one");
        assertThat(after.seen).containsExactly("result of the new one");
    }

    @Test
    void anAnswerToACallOfALogThatIsGoneCompletesNoneOfAnEmptyOne() {
        bank.fork(1);
        long lost = lastCall(bank);
        Scripted after = scripted();
        BindingDriver empty = new BindingDriver(after, LIMIT);
        empty.epoch(EPOCH + 64);
        empty.start();
        empty.fork(2);
        empty.value("ledger", lost, "of the lost call");
        assertThat(after.seen).isEmpty();
    }

    @Test
    void replayGivesEachCallTheSameIdThoughAnotherPrimaryExecutesIt() {
        bank.fork(1);
        long first = lastCall(bank);
        bank.epoch(EPOCH + 1);
        bank.fork(1);
        BindingDriver replica = BindingDriver.restored(scripted(), image, LIMIT);
        replica.epoch(EPOCH);
        replica.fork(1);
        assertThat(lastCall(replica)).isEqualTo(first);
        replica.epoch(EPOCH + 1);
        replica.fork(1);
        assertThat(lastCall(replica)).isEqualTo(lastCall(bank)).isGreaterThan(first);
    }

    private static Scripted scripted() {
        Scripted immortal = new Scripted();
        immortal.on(1, () -> immortal.callAsync("ledger", 7, "book"));
        immortal.on(2, () -> immortal.callAsync("ledger", 8, "close"));
        return immortal;
    }

    private static long lastCall(BindingDriver driver) {
        Decoder in = new Decoder(driver.lastSent().body());
        in.u8();
        in.zz32();
        in.u8();
        in.string();
        return in.zz64();
    }
}
