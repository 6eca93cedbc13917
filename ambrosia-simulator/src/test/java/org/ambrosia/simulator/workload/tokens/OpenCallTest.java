package org.ambrosia.simulator.workload.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.serial.KryoCodec;
import org.junit.jupiter.api.Test;

/** Found by seed 1: a checkpoint with an open async call could not be read if no field of the state was a proxy. */
class OpenCallTest {
    private static final List<String> RELAYS = List.of("relay0");

    private byte[] checkpoint;
    private byte[] impulse;

    @Test
    void aCheckpointWithAnOpenCallCanBeRestored() {
        TokenRelay relay = new TokenRelay("relay0", RELAYS);
        Binding binding = binding(relay);
        binding.firstStart();
        byte[] initial = new Encoder(2).zz32(1).u8(MessageType.INITIAL_MESSAGE).toByteArray();
        binding.execute(0, initial, 0, initial.length);
        relay.send("relay0", tokenThatVisits());
        binding.execute(1, impulse, 0, impulse.length);
        binding.takeCheckpoint();
        byte[] taken = checkpoint;

        TokenRelay restored = new TokenRelay("relay0", RELAYS);
        Binding again = binding(restored);
        again.restore(taken);
        again.takeCheckpoint();

        assertThat(restored.applied()).isEqualTo(relay.applied()).hasSize(1);
        assertThat(checkpoint).isEqualTo(taken);
    }

    private static Token tokenThatVisits() {
        return LongStream.iterate(1, id -> id + 1)
                .mapToObj(id -> new Token(id, 1))
                .filter(each -> Hop.of(each, "relay0", RELAYS).get(0) instanceof Hop.Visit)
                .findFirst()
                .orElseThrow();
    }

    private Binding binding(TokenRelay relay) {
        return new Binding(
                "relay0", relay, new Port(), context -> new KryoCodec(relay, List.of(Token.class), context), 1 << 16);
    }

    private final class Port implements BindingPort {
        @Override
        public void sendInitialMessage() {}

        @Override
        public void send(String destination, Encoder body) {}

        @Override
        public void sendImpulse(String destination, Encoder body) {
            impulse = new Encoder(64)
                    .zz32(body.length() + 1)
                    .u8(MessageType.RPC)
                    .bytes(body.array(), 0, body.length())
                    .toByteArray();
        }

        @Override
        public void clientAnswered(String caller) {}

        @Override
        public void checkpoint(byte[] application) {
            checkpoint = application;
        }

        @Override
        public void checkpointFailed(AmbrosiaException why) {
            throw why;
        }

        @Override
        public void caughtUp() {}
    }
}
