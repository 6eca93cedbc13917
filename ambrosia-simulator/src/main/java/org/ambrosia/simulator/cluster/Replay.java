package org.ambrosia.simulator.cluster;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.simulator.check.SameCalls;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.workload.tokens.Token;

/** Replays what an instance logged into a fresh immortal: it must come to the same state, and make the same calls. */
final class Replay {
    private final Machine machine;
    private final SameCalls sameCalls;

    Replay(Machine machine, SameCalls sameCalls) {
        this.machine = machine;
        this.sameCalls = sameCalls;
    }

    /** Replays everything from the first start. */
    void fromTheBeginning(byte[] expectedState) {
        Port port = new Port(true);
        Binding binding = binding(port);
        binding.firstStart();
        finish(binding, port, machine.history().records(), expectedState, "the first start");
    }

    /** Replays from a checkpoint that was taken in front of this record. */
    void fromCheckpoint(long sequence, byte[] expectedState) {
        Port port = new Port(false);
        Binding binding = binding(port);
        binding.restore(machine.checkpoints().get(sequence));
        List<LoggedRecord> records = machine.history().records();
        finish(
                binding,
                port,
                records.subList((int) sequence, records.size()),
                expectedState,
                "the checkpoint in front of record " + sequence);
    }

    private Binding binding(Port port) {
        ImmortalBase immortal = machine.newImmortal();
        return new Binding(
                machine.name(),
                immortal,
                port,
                context -> new KryoCodec(immortal, List.of(Token.class), context),
                Cluster.LARGEST_MESSAGE);
    }

    private void finish(Binding binding, Port port, List<LoggedRecord> records, byte[] expectedState, String from) {
        for (LoggedRecord each : records) {
            binding.execute(new Delivery.Messages(
                    each.trailer().epoch(), each.sequence(), each.bytes(), each.bodyOffset(), each.bodyLength()));
        }
        binding.takeCheckpoint();
        Violation.unless(
                Arrays.equals(port.state, expectedState),
                machine.name() + ": replay from " + from + " gives another state");
    }

    /** Keeps the state, and compares calls with those that were sent. */
    private final class Port implements BindingPort {
        private final boolean fromTheBeginning;
        private final Map<String, Long> numbers = new HashMap<>();
        private byte[] state;

        Port(boolean fromTheBeginning) {
            this.fromTheBeginning = fromTheBeginning;
        }

        @Override
        public void sendInitialMessage() {}

        @Override
        public void send(String destination, Encoder body) {
            if (!fromTheBeginning) {
                return;
            }
            long number = numbers.merge(destination, 1L, Long::sum);
            byte[] call = new Encoder(body.length() + 1)
                    .u8(MessageType.RPC)
                    .bytes(body.array(), 0, body.length())
                    .toByteArray();
            sameCalls.replayed(machine.historyName(), destination, number, call, 0, call.length);
        }

        @Override
        public void sendImpulse(String destination, Encoder body) {
            throw new Violation(machine.name() + " sends an impulse in replay");
        }

        @Override
        public void clientAnswered(String caller) {}

        @Override
        public void checkpoint(byte[] application) {
            state = application;
        }

        @Override
        public void checkpointFailed(AmbrosiaException why) {
            throw new Violation(machine.name() + " can't take a checkpoint in replay: " + why.getMessage());
        }

        @Override
        public void caughtUp() {}
    }
}
