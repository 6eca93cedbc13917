package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.List;

/** What happened last, for a failure's report, and a number that stands for everything that happened. */
final class Trace {
    private static final int KEPT = 80;

    private final long[] nanos = new long[KEPT];
    private final String[] who = new String[KEPT];
    private final String[] what = new String[KEPT];
    private final long[] detail = new long[KEPT];
    private long count;
    private long hash;

    void add(long nowNanos, String whom, String event, long number) {
        int at = (int) (count++ % KEPT);
        nanos[at] = nowNanos;
        who[at] = whom;
        what[at] = event;
        detail[at] = number;
        hash = hash * 31 + nowNanos;
        hash = hash * 31 + whom.hashCode() * 31L + event.hashCode();
        hash = hash * 31 + number;
    }

    /** How many events there were. */
    long count() {
        return count;
    }

    /** The same for two runs in which the same happened, and hardly ever for others. */
    long hash() {
        return hash;
    }

    /** The last events, oldest first. */
    List<String> last() {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - KEPT); i < count; i++) {
            int at = (int) (i % KEPT);
            lines.add(String.format("%12.3f ms  %-6s %s %d", nanos[at] / 1e6, who[at], what[at], detail[at]));
        }
        return lines;
    }
}
