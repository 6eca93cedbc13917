package org.ambrosia.simulator.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;

/** A number stands for the same call for ever, whichever process of the source sends it: replay makes the same calls again. */
public final class SameCalls {
    private final Map<Stream, Map<Long, Integer>> hashes = new HashMap<>();

    private record Stream(String source, String destination, long impulseEpoch) {}

    /** Calls are on their way. */
    public void sent(String source, String destination, Calls calls) {
        Map<Long, Integer> known =
                hashes.computeIfAbsent(new Stream(source, destination, calls.impulseEpoch()), key -> new HashMap<>());
        Decoder in = new Decoder(calls.bytes(), calls.offset(), calls.length());
        for (int i = 0; i < calls.count(); i++) {
            int size = in.length();
            check(known, source, destination, calls.first() + i, hash(in.array(), in.position(), size));
            in.skip(size);
        }
    }

    /** A replay from the beginning made this call; it must be the one that was sent under its number, if one was. */
    public void replayed(String source, String destination, long number, byte[] bytes, int offset, int length) {
        Map<Long, Integer> known = hashes.getOrDefault(new Stream(source, destination, 0), Map.of());
        Integer sent = known.get(number);
        Violation.unless(
                sent == null || sent == hash(bytes, offset, length),
                "replay of " + source + " makes another call " + number + " to " + destination + " than was sent");
    }

    private static void check(Map<Long, Integer> known, String source, String destination, long number, int hash) {
        Integer before = known.putIfAbsent(number, hash);
        Violation.unless(
                before == null || before == hash,
                source + " sends to " + destination + " another call under the number " + number + " than before");
    }

    private static int hash(byte[] bytes, int offset, int length) {
        return Arrays.hashCode(Arrays.copyOfRange(bytes, offset, offset + length));
    }
}
