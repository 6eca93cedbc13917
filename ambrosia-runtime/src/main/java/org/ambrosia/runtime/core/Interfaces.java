package org.ambrosia.runtime.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Party;

/**
 * The interfaces by which this instance calls others, and others call it. Warns once about each
 * caller and interface that is not this instance's own (ADR 0038). Neither logged nor part of a
 * checkpoint, since nothing depends on it.
 */
final class Interfaces {
    private static final int MAX_INSTANCES = 10_000;
    private static final int MAX_EACH = 4;
    private static final String CLIENT = "clients";

    private final CoreSettings settings;
    private final Effects effects;
    private final TreeMap<String, Set<Long>> called = new TreeMap<>();
    private final TreeMap<String, Set<Long>> heard = new TreeMap<>();
    private List<Call> fresh = new ArrayList<>();
    private long own;

    Interfaces(CoreSettings settings, Effects effects) {
        this.settings = settings;
        this.effects = effects;
    }

    /** The fact that an instance is called by this interface. */
    record Call(String instance, long schemaHash) {}

    /** Notes the application's interface; another application may have another. */
    void own(long schemaHash) {
        if (schemaHash != own) {
            own = schemaHash;
            heard.forEach((peer, hashes) -> hashes.forEach(hash -> compare(peer, hash)));
        }
    }

    /** Notes that the application calls an instance by this interface. */
    void calls(String instance, long schemaHash) {
        if (!instance.equals(settings.name()) && add(called, instance, schemaHash)) {
            fresh.add(new Call(instance, schemaHash));
        }
    }

    /** Returns what was noted since the last time. */
    List<Call> fresh() {
        if (fresh.isEmpty()) {
            return List.of();
        }
        List<Call> noted = fresh;
        fresh = new ArrayList<>();
        return noted;
    }

    /** Returns the interfaces by which an instance is called. */
    Collection<Long> calledOf(String instance) {
        return called.getOrDefault(instance, Set.of());
    }

    /** Notes the report of a peer that it calls this instance by this interface. */
    void heard(Party peer, long schemaHash) {
        String party = peer.hasLog() ? "\"" + peer.name() + "\"" : CLIENT;
        if (schemaHash != 0 && !settings.isClient() && add(heard, party, schemaHash)) {
            compare(party, schemaHash);
        }
    }

    /**
     * Adds an interface if there are not too many. What a peer reports must not take memory without
     * bound, nor fill the operator's log.
     */
    private static boolean add(TreeMap<String, Set<Long>> all, String key, long schemaHash) {
        Set<Long> known = all.get(key);
        if (known == null && all.size() >= MAX_INSTANCES) {
            return false;
        }
        if (known == null) {
            known = new TreeSet<>();
            all.put(key, known);
        }
        return known.size() < MAX_EACH && known.add(schemaHash);
    }

    private void compare(String party, long schemaHash) {
        if (own == 0 || own == schemaHash) {
            return;
        }
        effects.warn(
                ErrorTag.INTERFACE_DIFFERS,
                "Calls of \"" + settings.name() + "\" by " + party
                        + " are made by another interface than it has: expected the schema hash " + hex(own)
                        + ", found "
                        + hex(schemaHash)
                        + ". Methods are known by ids: what both have works; another one fails with UnknownMethod, or is"
                        + " taken for one whose id is the same by chance. Build both from the same interface; the resource"
                        + " META-INF/ambrosia/<interface>.schema of each build lists its methods, and has the hash in its last line.");
    }

    private static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }
}
