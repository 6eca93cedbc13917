package org.ambrosia.runtime.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.ambrosia.runtime.protocol.InboxPosition;

/** The inboxes of all sources ever heard of, by name. */
final class Inboxes {
    private final TreeMap<String, Inbox> bySource = new TreeMap<>();

    Inbox of(String source) {
        return bySource.computeIfAbsent(source, Inbox::new);
    }

    Collection<Inbox> all() {
        return bySource.values();
    }

    /** The positions as of the last appended record. */
    List<InboxPosition> logged() {
        List<InboxPosition> positions = new ArrayList<>(bySource.size());
        for (Inbox each : bySource.values()) {
            if (each.logged().incarnation() != 0) {
                positions.add(each.logged());
            }
        }
        return List.copyOf(positions);
    }
}
