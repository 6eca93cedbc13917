package org.ambrosia.simulator.cluster;

import java.util.List;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Farewell;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Ping;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;

/** Draws frames at the wrong moment, and by the wrong party. */
final class HostileFrames {
    private static final long FUTURE = Long.MAX_VALUE - 1;
    /** No interface of a workload has it. */
    private static final int UNKNOWN_METHOD = 8_191;

    /** About how many calls a victim makes in an epoch; their ids come after its number times {@link #IDS_OF_EPOCH}. */
    private static final int MAX_CALLS = 120;

    private static final int IDS_OF_EPOCH = 1 << 10;
    private static final int REPLIES = 30;

    private final RandomGenerator random;
    private final String self;
    private final long incarnation;
    private final List<String> others;
    private long epoch;

    /**
     * Creates a source of frames.
     *
     * @param self the party that says them
     * @param incarnation the incarnation of its log, if it has one
     * @param others in whose names it speaks too
     */
    HostileFrames(RandomGenerator random, String self, long incarnation, List<String> others) {
        this.random = random;
        this.self = self;
        this.incarnation = incarnation;
        this.others = others;
    }

    Hello hello(String receiver) {
        return new Hello(PeerFrame.VERSION, self, receiver, incarnation, 1);
    }

    /**
     * A frame that is wrong, or right and unwelcome.
     *
     * @param victim the party that hears it
     * @param taken the number of the last call that it has taken
     * @param victimEpoch the epoch in which it was met
     */
    PeerFrame next(String victim, long taken, long victimEpoch) {
        epoch = victimEpoch;
        return switch (random.nextInt(20)) {
            case 0 -> hello(victim);
            case 1 -> new Hello(PeerFrame.VERSION, other(), victim, 1L << 50, random.nextLong(FUTURE));
            case 2 -> new Hello(PeerFrame.VERSION, self, other(), incarnation, 1);
            case 3 -> new Hello(PeerFrame.VERSION, self, victim, FUTURE, FUTURE);
            case 4 -> new Resume(Position.START);
            case 5 -> new Resume(new Position(random.nextLong(FUTURE), 0, 0));
            case 6 -> new Resume(Position.START, new LogPosition(FUTURE, random.nextLong(FUTURE)), false);
            case 7 -> confirmation();
            case 8 -> new Durable(new Position(0, FUTURE, random.nextLong(FUTURE)));
            case 9 -> new Refused(oneOf(Reason.values()), "I say so");
            case 10 -> random.nextBoolean() ? new Farewell() : new Ping();
            case 11 -> calls(0, taken + 2, fork());
            case 12 -> calls(FUTURE, 1, fork());
            case 13 -> calls(0, Math.max(1, taken), reply(other()));
            case 14 -> calls(0, taken + 1, new byte[] {(byte) random.nextInt(256), (byte) random.nextInt(256)});
            case 15 -> calls(0, taken + 1, request(other()));
            default -> replies(taken + 1);
        };
    }

    /** Confirms calls that were made or not. */
    PeerFrame confirmation() {
        return new Durable(new Position(random.nextLong(1, random.nextBoolean() ? 20 : FUTURE), 0, 0));
    }

    /** A call in its own name, which may be taken. */
    PeerFrame own(long taken) {
        return switch (random.nextInt(3)) {
            case 0 -> calls(0, taken + 1, fork());
            case 1 -> calls(0, taken + 1, request(self));
            default -> calls(0, taken + 1, reply(self));
        };
    }

    private String other() {
        return others.get(random.nextInt(others.size()));
    }

    private Reason oneOf(Reason... reasons) {
        return reasons[random.nextInt(reasons.length)];
    }

    private static Calls calls(long impulseEpoch, long first, byte[] body) {
        byte[] message = new Encoder(64)
                .zz32(body.length + 1)
                .u8(MessageType.RPC)
                .bytes(body, 0, body.length)
                .toByteArray();
        return new Calls(impulseEpoch, first, 1, message, 0, message.length);
    }

    /** Answers in the name of another to each of some calls that may wait for one. */
    private Calls replies(long first) {
        String callee = other();
        long from = callId();
        Encoder messages = new Encoder(1 << 10);
        for (long id = from; id < from + REPLIES; id++) {
            byte[] body = new Encoder(64)
                    .u8(CallLayout.VALUE)
                    .string(callee)
                    .zz64(id)
                    .zz64(random.nextLong())
                    .toByteArray();
            messages.zz32(body.length + 1).u8(MessageType.RPC).bytes(body, 0, body.length);
        }
        return new Calls(0, first, REPLIES, messages.array(), 0, messages.length());
    }

    private byte[] fork() {
        return new Encoder(64)
                .u8(CallLayout.REQUEST)
                .zz32(UNKNOWN_METHOD)
                .u8(CallLayout.FORK)
                .zz64(random.nextLong())
                .toByteArray();
    }

    private byte[] request(String caller) {
        return new Encoder(64)
                .u8(CallLayout.REQUEST)
                .zz32(UNKNOWN_METHOD)
                .u8(CallLayout.ASYNC)
                .string(caller)
                .zz64(callId())
                .toByteArray();
    }

    private byte[] reply(String callee) {
        return new Encoder(64)
                .u8(CallLayout.VALUE)
                .string(callee)
                .zz64(callId())
                .zz64(random.nextLong())
                .toByteArray();
    }

    private long callId() {
        return epoch * IDS_OF_EPOCH + random.nextInt(1, MAX_CALLS);
    }
}
