package org.ambrosia.runtime.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.InboxPosition;

/** The inboxes of all sources ever heard of, by name. */
final class Inboxes {
    private final TreeMap<String, Inbox> bySource = new TreeMap<>();

    Inbox of(String source) {
        return bySource.computeIfAbsent(source, Inbox::new);
    }

    /** The inbox of this source; null if nothing was ever heard of it. */
    Inbox known(String source) {
        return bySource.get(source);
    }

    /** Sets a durable position, or forgets a source that will not come back. */
    void restore(InboxPosition position) {
        if (position.isGone()) {
            bySource.remove(position.source());
        } else {
            of(position.source()).restore(position);
        }
    }

    /** Forgets a source that will not come back; the record that states this is durable. */
    void forget(String source) {
        bySource.remove(source);
    }

    /** Drops the inbox of this source if nothing was ever taken from it. */
    void dropIfBlank(String source) {
        Inbox inbox = bySource.get(source);
        if (inbox != null && inbox.isBlank()) {
            bySource.remove(source);
        }
    }

    /** Returns how many clients there are. */
    int callers() {
        return bySource.tailMap(ClientName.MARK).size();
    }

    Collection<Inbox> all() {
        return bySource.values();
    }

    /** The positions as of the last appended record. */
    List<InboxPosition> logged() {
        List<InboxPosition> positions = new ArrayList<>(bySource.size());
        for (Inbox each : bySource.values()) {
            if (!each.logged().isGone()) {
                positions.add(each.logged());
            }
        }
        return List.copyOf(positions);
    }
}
