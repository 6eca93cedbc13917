package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.LogRecord;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.junit.jupiter.api.Test;

/** What parties that are not trusted get to see, and to write into the log. */
class FailureLogTest {
    private final Scripted immortal = new Scripted();

    @Test
    void aStackTraceGoesToNoStranger() {
        BindingDriver bank = BindingDriver.started(immortal, 1 << 16);
        immortal.on(1, FailureLogTest::fail);
        bank.async("client", 5, 1);
        Decoder failure = bank.lastSent().reply();
        assertThat(failure.string()).isEqualTo(IllegalStateException.class.getName());
        assertThat(failure.u8()).isEqualTo(1);
        assertThat(failure.string()).isEqualTo("no");
        assertThat(failure.string()).isEmpty();
        bank.async(BindingDriver.NAME, 6, 1);
        Decoder own = bank.lastSent().reply();
        own.string();
        own.u8();
        own.string();
        assertThat(own.string()).contains("FailureLogTest");
    }

    @Test
    void aFloodOfUnknownMethodsIsAFewLines() {
        BindingDriver bank = BindingDriver.started(immortal, 1 << 16);
        try (LogLines lines = new LogLines(Replies.class)) {
            for (int i = 0; i < 1_000; i++) {
                bank.fork(1_000 + i);
            }
            assertThat(lines.messages()).hasSizeBetween(1, 20);
            assertThat(lines.warnings().stream().map(LogRecord::getThrown).filter(each -> each != null))
                    .hasSize(1);
        }
    }

    @Test
    void aFloodOfMalformedCallsIsAFewLines() {
        BindingDriver bank = BindingDriver.started(immortal, 1 << 16);
        try (LogLines lines = new LogLines(Replies.class)) {
            for (int i = 0; i < 1_000; i++) {
                bank.execute(new Encoder(8).u8(MessageType.RPC).u8(CallLayout.REQUEST));
            }
            assertThat(lines.messages()).hasSizeBetween(1, 20);
        }
    }

    @Test
    void whatAPeerWritesBeginsNoLineOfItsOwn() {
        BindingDriver bank = BindingDriver.started(immortal, 1 << 20);
        immortal.on(1, () -> immortal.calls().endAsync(immortal.calls().beginAsync(immortal.target("ledger"), 7)));
        bank.fork(1);
        try (LogLines lines = new LogLines(Replies.class)) {
            bank.execute(new Encoder(64)
                    .u8(MessageType.RPC)
                    .u8(CallLayout.FAILURE)
                    .string("ledger")
                    .zz64(1)
                    .string("Evil")
                    .u8(1)
                    .string("\nSEVERE: forged \u001b[2J" + "x".repeat(100_000))
                    .string("at a\nSEVERE: forged\n".repeat(10_000)));
            assertThat(lines.messages()).hasSize(1);
            String line = lines.messages().get(0);
            assertThat(line).hasSizeLessThan(10_000).doesNotContain("\nSEVERE").doesNotContain("\u001b");
        }
    }

    @Test
    void aFailureThatIsReplayedIsOneLine() {
        BindingDriver bank = BindingDriver.started(immortal, 1 << 16);
        Scripted later = new Scripted();
        BindingDriver replaying = BindingDriver.restored(later, bank.takeCheckpoint(), 1 << 16);
        later.on(1, FailureLogTest::fail);
        try (LogLines lines = new LogLines(Replies.class)) {
            replaying.fork(1);
            assertThat(lines.warnings()).hasSize(1);
            assertThat(lines.warnings().get(0).getThrown()).isNull();
            assertThat(lines.messages().get(0)).contains("IllegalStateException: no");
            replaying.binding.becomePrimary();
            replaying.fork(1);
            assertThat(lines.warnings().get(1).getThrown()).isNotNull();
        }
    }

    private static void fail() {
        throw new IllegalStateException("no");
    }
}
