package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.junit.jupiter.api.Test;

/** A reply counts only if it is from the party that was called. */
class ForgedReplyTest {
    @Test
    void aReplyOfAnotherPartyLeavesThePromiseOpen() {
        Scripted immortal = new Scripted();
        BindingDriver bank = BindingDriver.started(immortal, 1 << 16);
        immortal.on(1, () -> immortal.callAsync("ledger", 7, "book"));
        bank.fork(1);

        bank.value("evil", 1, "forged");
        assertThat(immortal.seen).isEmpty();

        bank.value("ledger", 1, "true");
        assertThat(immortal.seen).containsExactly("result true");
    }

    @Test
    void aReplyOfAnotherPartyIsWarnedOf() {
        Scripted immortal = new Scripted();
        BindingDriver bank = BindingDriver.started(immortal, 1 << 16);
        immortal.on(1, () -> immortal.callAsync("ledger", 7, "book"));
        bank.fork(1);
        try (LogLines lines = new LogLines(Replies.class)) {
            bank.value("ev\nil", 1, "forged");
            assertThat(lines.warnings()).hasSize(1);
            assertThat(lines.messages().get(0))
                    .contains("ev\\nil", "\"ledger\"")
                    .doesNotContain("\n");
        }
    }

    @Test
    void aClientTakesTheAnswerOfWhomItHasCalledOnly() {
        ClientCalls calls = new ClientCalls("server", "~1", new SentCalls(), context -> null, 1 << 10);
        ArgumentWriter call = calls.beginAsync(CalledByClient.of(calls, "server"), 7);
        CompletableFuture<Object> awaited = calls.endAsync(call);

        answer(calls, "evil", "forged");
        assertThat(awaited).isNotDone();

        answer(calls, "server", "true");
        assertThat(awaited.join()).isEqualTo("true");
    }

    private static void answer(ClientCalls calls, String callee, String result) {
        CallEncoder out = new CallEncoder(null);
        out.begin("~1").u8(MessageType.RPC).u8(CallLayout.VALUE).string(callee).zz64(1);
        out.writeString(result);
        Encoder message = new Encoder(64)
                .zz32(out.bytes().length())
                .bytes(out.bytes().array(), 0, out.bytes().length());
        calls.answered(message.array(), 0, message.length());
    }
}
