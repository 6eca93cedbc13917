package org.ambrosia.runtime.node;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.core.CoordinatorCore;

/**
 * The peers without a link to an instance because one of the two sides refuses it, as a problem for
 * people to read.
 */
final class PeerRefusals {
    private final InstanceConfig config;
    private volatile SortedMap<String, ErrorTag> refused = Collections.emptySortedMap();

    PeerRefusals(InstanceConfig config) {
        this.config = config;
    }

    /** Takes over the present peers from the core. On the coordinator's thread. */
    void look(CoordinatorCore core) {
        SortedMap<String, ErrorTag> present = core == null ? Collections.emptySortedMap() : core.refusedPeers();
        if (present != refused) {
            refused = present;
        }
    }

    /** Returns a description of the problem, for people to read. From any thread. */
    Optional<String> problem() {
        SortedMap<String, ErrorTag> present = refused;
        if (present.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder peers = new StringBuilder();
        present.forEach((peer, tag) -> peers.append(peers.isEmpty() ? "" : ", ")
                .append('"')
                .append(peer)
                .append("\": ")
                .append(tag));
        return Optional.of("[Ambrosia/" + present.get(present.firstKey()) + "] There can be no link to " + peers
                + " (instance=" + config.name()
                + "). Calls wait; other peers are served. The log of this process says why, and what to do.");
    }
}
