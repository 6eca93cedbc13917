package org.ambrosia.simulator.workload;

import java.util.TreeMap;

/** Counts calls to and from others, and notices one that is doubled, lost or out of order. Part of an immortal's state. */
public final class Counters {
    private final TreeMap<String, Long> sent = new TreeMap<>();
    private final TreeMap<String, Long> received = new TreeMap<>();
    private String violation;

    /** The stamp of the next call to this destination. */
    public Stamp next(String self, String destination) {
        return new Stamp(self, sent.merge(destination, 1L, Long::sum));
    }

    /** A call came. */
    public void came(Stamp stamp) {
        long expected = received.merge(stamp.source(), 1L, Long::sum);
        check(
                stamp.number() == expected,
                "call " + stamp.number() + " of " + stamp.source() + " came, expected " + expected);
    }

    /** Notes a violation unless the condition holds. */
    public void check(boolean holds, String what) {
        if (!holds && violation == null) {
            violation = what;
        }
    }

    /** How many calls were made to this destination. */
    public long sentTo(String destination) {
        return sent.getOrDefault(destination, 0L);
    }

    /** How many calls of this source came. */
    public long receivedFrom(String source) {
        return received.getOrDefault(source, 0L);
    }

    /** How many calls came. */
    public long received() {
        return received.values().stream().mapToLong(each -> each).sum();
    }

    /** What was wrong first; null if nothing was. */
    public String violation() {
        return violation;
    }
}
