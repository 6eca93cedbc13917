package org.ambrosia.runtime.sim;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * A deterministic application at the level of messages: it passes on numbered tokens, and keeps in its state what it has
 * seen, so that a token that comes twice, or out of order, is found at once.
 */
final class TokenApp {
    /** A token: its number, and how often it is still passed on. */
    record Token(long id, int hops) {
        /** The tokens that passing this one on makes, each with its destination. */
        List<Passed> passedOn(List<String> instances) {
            if (hops == 0) {
                return List.of();
            }
            Token first = new Token(id * 31 + hops, hops - 1);
            Token second = new Token(id * 37 + hops, hops - 1);
            Passed one = new Passed(destination(first, instances), first);
            return hops % 3 == 0 ? List.of(one, new Passed(destination(second, instances), second)) : List.of(one);
        }

        private static String destination(Token token, List<String> instances) {
            return instances.get(Math.floorMod(Long.hashCode(token.id * 0x9e3779b97f4a7c15L), instances.size()));
        }
    }

    record Passed(String destination, Token token) {}

    private final String name;
    private final List<String> instances;
    private final TreeSet<Long> applied = new TreeSet<>();
    private final TreeSet<Long> impulses = new TreeSet<>();
    private final TreeMap<String, Long> sent = new TreeMap<>();
    private final TreeMap<String, Long> received = new TreeMap<>();
    private boolean started;

    TokenApp(String name, List<String> instances) {
        this.name = name;
        this.instances = instances;
    }

    TreeSet<Long> applied() {
        return applied;
    }

    TreeSet<Long> impulses() {
        return impulses;
    }

    static byte[] initialMessage() {
        return new Encoder(4).zz32(1).u8(MessageType.INITIAL_MESSAGE).toByteArray();
    }

    /** Executes a message; returns what it sends. */
    byte[] execute(Decoder message) {
        Encoder out = new Encoder(64);
        int type = message.u8();
        if (type == MessageType.INITIAL_MESSAGE) {
            check(!started, "the initial message came twice");
            started = true;
            return new byte[0];
        }
        check(started, "a call came before the initial message");
        message.u8();
        message.zz32();
        boolean impulse = message.u8() == CallLayout.IMPULSE;
        String source = message.string();
        long number = message.zz64();
        Token token = new Token(message.zz64(), message.zz32());
        message.end();
        if (impulse) {
            check(impulses.add(token.id()), "impulse " + token + " was applied twice");
        } else {
            long expected = received.merge(source, 1L, Long::sum);
            check(number == expected, "from " + source + " came call " + number + ", expected " + expected);
        }
        check(applied.add(token.id()), token + " was applied twice");
        for (Passed each : token.passedOn(instances)) {
            long n = sent.merge(each.destination(), 1L, Long::sum);
            encode(out, each.destination(), CallLayout.FORK, n, each.token());
        }
        return out.toByteArray();
    }

    byte[] impulse(String destination, Token token) {
        Encoder out = new Encoder(64);
        encode(out, destination, CallLayout.IMPULSE, 0, token);
        return out.toByteArray();
    }

    private void encode(Encoder out, String destination, int how, long number, Token token) {
        Encoder body = new Encoder(64).u8(MessageType.RPC).string(destination.equals(name) ? "" : destination);
        body.u8(CallLayout.REQUEST).zz32(7).u8(how);
        body.string(name).zz64(number).zz64(token.id()).zz32(token.hops());
        out.zz32(body.length()).bytes(body.array(), 0, body.length());
    }

    byte[] save() {
        Encoder out = new Encoder(256).u8(started ? 1 : 0);
        for (TreeSet<Long> each : List.of(applied, impulses)) {
            out.zz32(each.size());
            each.forEach(out::zz64);
        }
        for (TreeMap<String, Long> each : List.of(sent, received)) {
            out.zz32(each.size());
            each.forEach((key, value) -> out.string(key).zz64(value));
        }
        return out.toByteArray();
    }

    void load(byte[] state) {
        Decoder in = new Decoder(state);
        started = in.u8() == 1;
        for (TreeSet<Long> each : List.of(applied, impulses)) {
            for (int n = in.zz32(); n > 0; n--) {
                each.add(in.zz64());
            }
        }
        for (TreeMap<String, Long> each : List.of(sent, received)) {
            for (int n = in.zz32(); n > 0; n--) {
                each.put(in.string(), in.zz64());
            }
        }
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(name + ": " + what);
        }
    }
}
