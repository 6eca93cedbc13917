package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.junit.jupiter.api.Test;

/** Calls that an operator has taken out of the log: nobody waits for them for ever. */
class SkippedCallTest {
    private final Scripted immortal = new Scripted();
    private final BindingDriver bank = BindingDriver.started(immortal, 1 << 20);

    @Test
    void aForkThatIsSkippedIsNotExecuted() {
        immortal.on(1, () -> immortal.seen.add("executed"));
        bank.execute(skipped(request(1, CallLayout.FORK)));
        bank.fork(1);
        assertThat(immortal.seen).containsExactly("executed");
        assertThat(bank.sent).isEmpty();
    }

    @Test
    void aCallOfAMethodThatThisBuildDoesNotHaveCanBeSkipped() {
        bank.execute(skipped(request(77, CallLayout.FORK)));
        assertThat(bank.lastSequence()).isEqualTo(1);
    }

    @Test
    void whoAwaitsTheResultOfASkippedCallIsToldThatItFailed() {
        bank.execute(skipped(request(1, CallLayout.ASYNC).string("client").zz64(5)));
        Decoder reply = new Decoder(bank.lastSent().body());
        assertThat(bank.lastSent().destination()).isEqualTo("client");
        assertThat(reply.u8()).isEqualTo(CallLayout.FAILURE);
        assertThat(reply.string()).isEqualTo(BindingDriver.NAME);
        assertThat(reply.zz64()).isEqualTo(5);
        reply.string();
        assertThat(reply.u8()).isEqualTo(1);
        assertThat(reply.string()).contains("CallSkipped").contains("record=1").contains("call=0");
    }

    @Test
    void thePromiseOfASkippedResultFails() {
        immortal.on(1, () -> immortal.callAsync("server", 7, "question"));
        bank.fork(1);
        Encoder reply = new Encoder(32)
                .u8(MessageType.RPC)
                .u8(CallLayout.VALUE)
                .string("server")
                .zz64(1)
                .string("poison");
        bank.execute(skipped(reply));
        assertThat(immortal.seen).hasSize(1);
        assertThat(immortal.seen.get(0)).contains("failure").contains("CallSkipped");
        bank.value("server", 1, "again");
        assertThat(immortal.seen).hasSize(1);
    }

    private static Encoder request(int methodId, int how) {
        return new Encoder(32)
                .u8(MessageType.RPC)
                .u8(CallLayout.REQUEST)
                .zz32(methodId)
                .u8(how);
    }

    private static Encoder skipped(Encoder message) {
        return new Encoder(64).u8(MessageType.SKIPPED).bytes(message.array(), 0, message.length());
    }
}
