package org.ambrosia.runtime.registry;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The report of a running coordinator about itself, for operators to see.
 *
 * @param instance the instance's name
 * @param replica the replica's number
 * @param pid the coordinator's process id
 * @param facts the reported facts, by name: role, epoch, position, lag, peers
 */
public record Presence(String instance, int replica, long pid, Map<String, String> facts) {
    /**
     * The fact that states the time of the report, in milliseconds since 1970. The coordinator
     * reports again each second while it works.
     */
    public static final String SAID_MILLIS = "saidMillis";

    private static final long SILENT_MILLIS = 5_000;

    /** Keeps its own copy of the facts. */
    public Presence {
        facts = new TreeMap<>(facts);
    }

    /**
     * Returns for how long a coordinator has reported nothing, though its process is there: it
     * hangs, or was stopped.
     *
     * @param nowMillis the wall clock, in milliseconds since 1970
     * @return seconds; empty if the coordinator has reported lately
     */
    public OptionalLong silentSeconds(long nowMillis) {
        String said = facts.getOrDefault(SAID_MILLIS, "");
        long silent = said.matches("[0-9]{1,18}") ? nowMillis - Long.parseLong(said) : 0;
        return silent < SILENT_MILLIS ? OptionalLong.empty() : OptionalLong.of(silent / 1_000);
    }
}
