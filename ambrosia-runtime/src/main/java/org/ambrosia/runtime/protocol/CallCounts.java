package org.ambrosia.runtime.protocol;

import java.util.Map;
import java.util.TreeMap;

/** Encodes and decodes numbers of calls by destination. */
final class CallCounts {
    /**
     * The max size of a message that holds only counts: enough for several million destinations.
     */
    static final int MAX_BYTES = 1 << 28;

    private CallCounts() {}

    static void encode(Map<String, Long> counts, Encoder out) {
        out.zz32(counts.size());
        new TreeMap<>(counts)
                .forEach((destination, count) -> out.string(destination).zz64(count));
    }

    static Map<String, Long> decode(Decoder in) {
        Map<String, Long> counts = new TreeMap<>();
        for (int left = in.length(); left > 0; left--) {
            counts.put(in.string(), in.positiveZz64());
        }
        return counts;
    }
}
