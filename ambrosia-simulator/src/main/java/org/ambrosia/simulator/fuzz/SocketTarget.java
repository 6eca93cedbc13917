package org.ambrosia.simulator.fuzz;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.BindingHello;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.protocol.RecordDecoder;
import org.ambrosia.runtime.protocol.RecordEncoder;

/** The two sockets between application and coordinator: the first byte says which, the second in what pieces bytes arrive. */
public final class SocketTarget {
    private static final int LARGEST = 1 << 12;

    private SocketTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        OutputDecoder output = new OutputDecoder(LARGEST, byte[]::new, new Ignoring());
        RecordDecoder records = new RecordDecoder(LARGEST, byte[]::new, record -> {});
        int piece = Math.max(1, input[1] & 0xff);
        try {
            for (int at = 2; at < input.length; at += piece) {
                ByteBuffer chunk = ByteBuffer.wrap(input, at, Math.min(piece, input.length - at));
                if (input[0] % 2 == 0) {
                    output.read(chunk);
                } else {
                    records.read(chunk);
                }
            }
        } catch (AmbrosiaException expected) {
            // This is how a connection that carries nonsense ends.
        }
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        Map<String, Long> made = new TreeMap<>(Map.of("server", 7L));
        RecordEncoder encoder = new RecordEncoder(7);
        Delivery.Restore restore = new Delivery.Restore(new byte[5], 2, 3, made);
        return List.of(
                input(
                        0,
                        new BindingHello(
                                        "server",
                                        "token",
                                        new Attachment.Resuming(5, new LogPosition(7, 6), made, true))
                                .encode()),
                input(0, OutputEncoder.checkpoint(4), new byte[4], OutputEncoder.caughtUp()),
                input(1, encoder.restoring(restore), encoder.encode(restore), restore.application()),
                input(1, encoder.encode(new CoordinatorRecord.Welcome(5, LARGEST, 9))),
                input(1, encoder.encode(new Delivery.Confirmed(made))));
    }

    private static byte[] input(int side, byte[]... parts) {
        Encoder out = new Encoder(128).u8(side).u8(100);
        for (byte[] each : parts) {
            out.bytes(each, 0, each.length);
        }
        return out.toByteArray();
    }

    private static final class Ignoring implements OutputDecoder.Sink {
        @Override
        public void messages(byte[] bytes, int offset, int length) {}

        @Override
        public void checkpoint(byte[] application) {}

        @Override
        public void hello(BindingHello hello) {}

        @Override
        public void made(Map<String, Long> calls) {}

        @Override
        public void echo(long nonce) {}

        @Override
        public void caughtUp() {}

        @Override
        public void checkpointFailed(AmbrosiaException why) {}
    }
}
