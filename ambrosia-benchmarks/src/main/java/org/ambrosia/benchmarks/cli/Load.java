package org.ambrosia.benchmarks.cli;

import java.util.EnumSet;
import java.util.Set;

/** What a pair of programs does: each contestant has one that serves and one that calls. */
enum Load {
    /** Calls without a result, as many as go through. */
    ONE_WAY("oneway", "Sink", "Source"),
    /** Calls with a result, some of them under way at a time. */
    ROUND_TRIP("roundtrip", "Echo", "Asker");

    private final String part;
    private final String server;
    private final String client;

    Load(String part, String server, String client) {
        this.part = part;
        this.server = server;
        this.client = client;
    }

    /** The package of our programs. */
    String part() {
        return part;
    }

    /** Who is measured, in this order. */
    Set<Contestant> contestants() {
        return this == ROUND_TRIP
                ? EnumSet.allOf(Contestant.class)
                : EnumSet.complementOf(EnumSet.of(Contestant.OUTSIDE));
    }

    String server() {
        return server;
    }

    String client() {
        return client;
    }
}
