package org.ambrosia.runtime.registry;

import java.util.Map;
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
    /** Keeps its own copy of the facts. */
    public Presence {
        facts = new TreeMap<>(facts);
    }
}
