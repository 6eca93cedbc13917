package org.ambrosia.simulator.fuzz;

import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.simulator.cluster.LoneCore;

/** What an application says, into a coordinator that serves. */
public final class BindingOutputTarget {
    private BindingOutputTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            LoneCore.serving().tell(new ApplicationEvent.Output(input, 0, input.length));
        } catch (AmbrosiaException expected) {
            // This is how a binding that speaks nonsense is ended.
        }
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        return List.of(
                message("", CallLayout.FORK),
                message("client", CallLayout.FORK),
                message("client", CallLayout.IMPULSE),
                message("other", CallLayout.ASYNC),
                run("client", 2));
    }

    private static byte[] run(String destination, int count) {
        byte[] body = {CallLayout.REQUEST, 14, CallLayout.FORK, 1};
        byte[] calls = new byte[count * (body.length + CallRun.CALL_OVERHEAD)];
        int end = 0;
        for (int i = 0; i < count; i++) {
            end = CallRun.encode(body, 0, body.length, calls, end);
        }
        byte[] head = new CallRun(destination, count, calls, 0, end).head();
        return new Encoder(64).bytes(head, 0, head.length).bytes(calls, 0, end).toByteArray();
    }

    private static byte[] message(String destination, int how) {
        Encoder body = new Encoder(64).u8(MessageType.RPC).string(destination);
        body.u8(CallLayout.REQUEST).zz32(7).u8(how).u8(1).u8(2);
        return new Encoder(64)
                .zz32(body.length())
                .bytes(body.array(), 0, body.length())
                .toByteArray();
    }
}
