package org.ambrosia.simulator.cluster;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Encoder;

/** What a binding says goes to the process's coordinator, with a delay. */
final class SimPort implements BindingPort {
    private final SimProcess process;
    private boolean capturing;
    private byte[] captured;

    SimPort(SimProcess process) {
        this.process = process;
    }

    @Override
    public void send(Encoder head, Encoder body) {
        process.say(output(head, body));
    }

    @Override
    public void sendImpulse(Encoder head, Encoder body) {
        process.sayNow(output(head, body));
    }

    @Override
    public void checkpoint(byte[] application) {
        captured = application;
        if (!capturing) {
            process.say(new Event.BindingCheckpoint(application));
        }
    }

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        process.say(new Event.BindingCheckpointFailed(why));
    }

    @Override
    public void caughtUp() {
        process.say(new Event.BindingCaughtUp());
    }

    /** The state as it is now, of which the coordinator is not told. */
    byte[] captured(Binding binding) {
        capturing = true;
        binding.takeCheckpoint();
        capturing = false;
        return captured;
    }

    private static Event output(Encoder head, Encoder body) {
        Encoder message = new Encoder(head.length() + body.length());
        message.bytes(head.array(), 0, head.length()).bytes(body.array(), 0, body.length());
        return new Event.BindingOutput(message.array(), 0, message.length());
    }
}
