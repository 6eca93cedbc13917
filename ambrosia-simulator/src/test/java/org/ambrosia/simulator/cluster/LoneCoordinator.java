package org.ambrosia.simulator.cluster;

import java.util.Arrays;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;

/** One coordinator, and what tests tell it by hand: as its application, and as a peer. */
abstract class LoneCoordinator {
    /** So many take more than half of what a record has room for. */
    static final int RECORD_CALLS = 600;

    final LoneCore core;
    private int link;

    LoneCoordinator() {
        this(LoneCore.serving());
    }

    LoneCoordinator(LoneCore core) {
        this.core = core;
    }

    /** The number of a link that was never used. */
    int nextLink() {
        return ++link;
    }

    /** The number of the link that was opened last. */
    int lastLink() {
        return link;
    }

    void sayFullRecords(int count) {
        for (int i = 0; i < count; i++) {
            say(calls(0, 1 + (long) i * RECORD_CALLS, RECORD_CALLS));
        }
    }

    void output(byte[] message) {
        core.tell(new ApplicationEvent.Output(message, 0, message.length));
    }

    void greet(long incarnation, long epoch) {
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(new Hello(PeerFrame.VERSION, "client", LoneCore.NAME, incarnation, epoch));
    }

    void say(PeerFrame frame) {
        byte[] bytes = FrameFormat.encode(frame);
        core.tell(new LinkEvent.Received(link, Arrays.copyOfRange(bytes, 4, bytes.length), bytes.length - 4));
    }

    static Calls calls(long impulseEpoch, long first, int count) {
        Encoder out = new Encoder(64);
        for (int i = 0; i < count; i++) {
            out.zz32(4).u8(MessageType.RPC).u8(CallLayout.REQUEST).zz32(7).u8(CallLayout.FORK);
        }
        return new Calls(impulseEpoch, first, count, out.array(), 0, out.length());
    }

    void output(String destination) {
        Encoder body = new Encoder(64).u8(MessageType.RPC).string(destination);
        body.u8(CallLayout.REQUEST).zz32(7).u8(CallLayout.FORK);
        byte[] message = new Encoder(64)
                .zz32(body.length())
                .bytes(body.array(), 0, body.length())
                .toByteArray();
        core.tell(new ApplicationEvent.Output(message, 0, message.length));
    }

    Refused refusal() {
        return (Refused) core.sent().stream()
                .filter(Refused.class::isInstance)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** Each call takes five bytes; the initial message takes two. */
    int callsDelivered() {
        int bytes =
                core.delivered().stream().mapToInt(each -> each.bodyLength()).sum();
        return (bytes - 2) / 5;
    }
}
