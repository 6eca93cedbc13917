package org.ambrosia.simulator.fuzz;

import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.simulator.cluster.LoneCore;

/** Both parts of a checkpoint whose checksum holds: the coordinator's and the application's. */
public final class CheckpointTarget {
    private CheckpointTarget() {}

    /** Takes an input, as each of the parts. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            LoneCore core = new LoneCore();
            core.restored(input);
            core.tell(new LogEvent.ReplayEnded(1));
        } catch (AmbrosiaException expected) {
            // It is refused.
        }
        RecordingFuzzed immortal = new RecordingFuzzed();
        try {
            binding(immortal, new MessagesTarget.SilentPort()).restore(input);
        } catch (AmbrosiaException expected) {
            // It is refused.
        }
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        byte[][] state = new byte[1][];
        RecordingFuzzed immortal = new RecordingFuzzed();
        Binding binding = binding(immortal, new MessagesTarget.SilentPort() {
            @Override
            public void checkpoint(byte[] application) {
                state[0] = application;
            }
        });
        immortal.simple("text", 1, 2, 3, new byte[4], true);
        binding.takeCheckpoint();
        Encoder coordinator = new Encoder(64).zz32(2).zz32(1).u8(0).zz64(4);
        coordinator.zz32(1).string("client").zz64(9).zz64(3).zz64(1).zz64(2);
        coordinator.zz32(1).string("client").zz64(2).zz64(0);
        coordinator.u8(1).zz32(3).zz32(2).u8(0).u8(5);
        coordinator.u8(2).zz64(2).zz64(2).zz64(1).zz64(0).zz32(4).i32(0).u8(0);
        return List.of(state[0], coordinator.toByteArray());
    }

    private static Binding binding(RecordingFuzzed immortal, BindingPort port) {
        return new Binding(
                LoneCore.NAME, immortal, port, context -> new KryoCodec(immortal, List.of(), context), 1 << 16);
    }
}
