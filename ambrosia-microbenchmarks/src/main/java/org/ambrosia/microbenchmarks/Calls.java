package org.ambrosia.microbenchmarks;

import java.util.List;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.serial.KryoCodec;

/** Collects the calls that an immortal makes, as the messages of a record, without destinations. */
final class Calls implements BindingPort {
    private static final int MOST_BYTES = 1 << 24;
    private static final Encoder START = new Encoder(2).zz32(1).u8(MessageType.INITIAL_MESSAGE);

    private final Encoder messages = new Encoder(1 << 20);
    private final boolean collects;

    private Calls(boolean collects) {
        this.collects = collects;
    }

    /** What is called here, as the messages of a record. */
    static byte[] of(Consumer<MeterProxy> made) {
        Calls calls = new Calls(true);
        started(new CountingMeter(made), calls);
        return calls.messages.toByteArray();
    }

    /** A binding whose immortal has started, and whose calls go nowhere. */
    static Binding started(CountingMeter meter) {
        return started(meter, new Calls(false));
    }

    private static Binding started(CountingMeter meter, BindingPort port) {
        Binding binding =
                new Binding("meter", meter, port, context -> new KryoCodec(meter, List.of(), context), MOST_BYTES);
        binding.firstStart();
        binding.execute(0, START.array(), 0, START.length());
        return binding;
    }

    @Override
    public void sendInitialMessage() {}

    @Override
    public void send(String destination, Encoder body) {
        if (collects) {
            messages.zz32(body.length() + 1).u8(MessageType.RPC).bytes(body.array(), 0, body.length());
        }
    }

    @Override
    public void sendImpulse(String destination, Encoder body) {
        throw new UnsupportedOperationException("no impulses here");
    }

    @Override
    public void clientAnswered(String caller) {}

    @Override
    public void checkpoint(byte[] application) {}

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        throw why;
    }

    @Override
    public void caughtUp() {}
}
