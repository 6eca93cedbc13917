package org.ambrosia.simulator.fuzz;

import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.simulator.cluster.LoneCore;

/** Messages of others into a binding, with the generated decoders of arguments and, for what they don't know, Kryo. */
public final class MessagesTarget {
    private MessagesTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] input) {
        RecordingFuzzed immortal = new RecordingFuzzed();
        Binding binding = binding(immortal);
        byte[] schema =
                OutputEncoder.schema(ImmortalBase.Access.dispatcher(immortal).schema());
        try {
            binding.execute(1, input, 0, input.length);
            // What was held back for want of its method is looked at now.
            binding.execute(2, schema, 0, schema.length);
        } catch (AmbrosiaException expected) {
            // The message is malformed.
        }
    }

    /** A binding that has started. */
    static Binding binding() {
        return binding(new RecordingFuzzed());
    }

    private static Binding binding(RecordingFuzzed immortal) {
        Binding binding = new Binding(
                LoneCore.NAME,
                immortal,
                new SilentPort(),
                context -> new KryoCodec(immortal, List.of(), context),
                1 << 16);
        binding.firstStart();
        return binding;
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        Encoder arguments = new Encoder(64).string("text").zz32(2).zz64(7);
        Encoder fork = new Encoder(64)
                .u8(MessageType.RPC)
                .u8(CallLayout.REQUEST)
                .zz32(1)
                .u8(CallLayout.FORK);
        Encoder async = new Encoder(64)
                .u8(MessageType.RPC)
                .u8(CallLayout.REQUEST)
                .zz32(2)
                .u8(CallLayout.ASYNC);
        async.string("client").zz64(1);
        Encoder reply = new Encoder(64)
                .u8(MessageType.RPC)
                .u8(CallLayout.VALUE)
                .string("client")
                .zz64(1);
        byte[] schema = OutputEncoder.schema("interface A\nmethod 1 @MethodId void a(int)\nmethod 2 void b()\n");
        return List.of(message(fork, arguments), message(async, arguments), message(reply, arguments), schema);
    }

    private static byte[] message(Encoder head, Encoder arguments) {
        return new Encoder(64)
                .zz32(head.length() + arguments.length())
                .bytes(head.array(), 0, head.length())
                .bytes(arguments.array(), 0, arguments.length())
                .toByteArray();
    }

    /** Nobody listens. */
    static class SilentPort implements BindingPort {
        @Override
        public void sendInitialMessage() {}

        @Override
        public void send(String destination, Encoder body) {}

        @Override
        public void sendImpulse(String destination, Encoder body) {}

        @Override
        public void clientAnswered(String caller) {}

        @Override
        public void checkpoint(byte[] application) {}

        @Override
        public void checkpointFailed(AmbrosiaException why) {}

        @Override
        public void caughtUp() {}
    }
}
