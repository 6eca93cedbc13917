package org.ambrosia.runtime.registry;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a running coordinator says of itself, for operators to see.
 *
 * @param instance the instance's name
 * @param replica the replica's number
 * @param pid the coordinator's process id
 * @param facts what it says, by name: role, epoch, position, lag, peers
 */
public record Presence(String instance, int replica, long pid, Map<String, String> facts) {
    /** The fact that tells when it was said, in milliseconds since 1970. It is said again each second while the coordinator works. */
    public static final String SAID_MILLIS = "saidMillis";

    private static final long SILENT_MILLIS = 5_000;

    /** Keeps its own copy of the facts. */
    public Presence {
        facts = new TreeMap<>(facts);
    }

    /**
     * For how long a coordinator has said nothing, though its process is there: it hangs, or was stopped.
     *
     * @param nowMillis the wall clock, in milliseconds since 1970
     * @return seconds; empty if it has said something lately
     */
    public OptionalLong silentSeconds(long nowMillis) {
        String said = facts.get(SAID_MILLIS);
        long silent = said == null ? 0 : nowMillis - Long.parseLong(said);
        return silent < SILENT_MILLIS ? OptionalLong.empty() : OptionalLong.of(silent / 1_000);
    }
}
