package org.ambrosia.processor;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.serial.KryoCodec;

/** Bindings of several instances, whose messages are passed on by hand: no coordinator, no threads. */
final class Bindings {
    private final Map<String, Binding> bindings = new TreeMap<>();
    private final Map<String, byte[]> checkpoints = new TreeMap<>();
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private long sequence;

    /** A message on its way: what a record of the destination would hold. */
    record Sent(String destination, byte[] message) {}

    /** Starts an instance for the first time. */
    void start(String name, ImmortalBase immortal) {
        Binding binding = add(name, immortal);
        binding.firstStart();
        byte[] initial = new Encoder(4).zz32(1).u8(MessageType.INITIAL_MESSAGE).toByteArray();
        binding.execute(sequence++, initial, 0, initial.length);
    }

    /** Takes a checkpoint of an instance, and puts this new object, filled from it, in its place. */
    void restart(String name, ImmortalBase fresh) {
        bindings.get(name).takeCheckpoint();
        Binding binding = add(name, fresh);
        binding.restore(checkpoints.get(name));
        binding.becomePrimary();
    }

    /** The messages that are on their way. */
    List<Sent> pending() {
        return List.copyOf(sent);
    }

    /** Passes on all messages, and those that come of them. */
    void deliverAll() {
        while (!sent.isEmpty()) {
            deliver(sent.poll());
        }
    }

    /** Passes on one message. */
    void deliver(Sent each) {
        bindings.get(each.destination()).execute(sequence++, each.message(), 0, each.message().length);
    }

    private Binding add(String name, ImmortalBase immortal) {
        Binding binding = new Binding(
                name, immortal, new Port(name), context -> new KryoCodec(immortal, List.of(), context), 1 << 20);
        bindings.put(name, binding);
        return binding;
    }

    private final class Port implements BindingPort {
        private final String name;

        Port(String name) {
            this.name = name;
        }

        @Override
        public void sendInitialMessage() {}

        @Override
        public void send(String destination, Encoder body) {
            Encoder message = new Encoder(64).zz32(body.length() + 1).u8(MessageType.RPC);
            message.bytes(body.array(), 0, body.length());
            sent.add(new Sent(destination, message.toByteArray()));
        }

        @Override
        public void sendImpulse(String destination, Encoder body) {
            send(destination, body);
        }

        @Override
        public void clientAnswered(String caller) {}

        @Override
        public void checkpoint(byte[] application) {
            checkpoints.put(name, application);
        }

        @Override
        public void checkpointFailed(AmbrosiaException why) {
            throw why;
        }

        @Override
        public void caughtUp() {}
    }
}
