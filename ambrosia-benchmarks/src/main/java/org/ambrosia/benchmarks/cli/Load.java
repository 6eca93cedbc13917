package org.ambrosia.benchmarks.cli;

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

    String server() {
        return server;
    }

    String client() {
        return client;
    }
}
