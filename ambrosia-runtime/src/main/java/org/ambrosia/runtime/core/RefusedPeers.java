package org.ambrosia.runtime.core;

import static org.ambrosia.runtime.protocol.PeerFrame.Reason.DUPLICATE;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;

/**
 * The peers with which this instance does not talk because one of the two refuses to, and the
 * reasons. A peer is in it from the refusal until a link holds, or the peer is forgotten. Only
 * operators look at it.
 */
final class RefusedPeers {
    /**
     * A link that is younger may still be refused: the other side looks at what it receives after
     * this side does.
     */
    private static final long HOLDS_NANOS = 1_000_000_000L;
    /**
     * With that many, a peer with which no calls were exchanged is not kept: its name may be made
     * up.
     */
    private static final int MAX_KEPT = 64;

    private final String self;
    private final Inboxes inboxes;
    private final Outboxes outboxes;
    private SortedMap<String, ErrorTag> tags = Collections.emptySortedMap();

    RefusedPeers(String self, Inboxes inboxes, Outboxes outboxes) {
        this.self = self;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
    }

    /**
     * Returns the peer to which no link is possible since this Hello is refused. Returns null if
     * there is none: the name may be false, of a process that looks for another instance, or of an
     * instance with which this one has nothing to do.
     */
    String concernedBy(Session session, Hello hello) {
        String sender = hello.sender();
        if (session.dialled() != null) {
            return session.dialled();
        }
        return hello.receiver().equals(self) && session.mayBe(sender) && isKnown(sender) ? sender : null;
    }

    private boolean isKnown(String peer) {
        return inboxes.known(peer) != null || outboxes.isKnown(peer);
    }

    /**
     * Notes that a link to this peer was refused, by either side.
     *
     * @param peer null if the peer is not known
     * @param linked whether there is another link to it
     */
    void refused(String peer, Reason reason, ErrorTag tag, boolean linked) {
        boolean counts = peer != null && !linked && reason != DUPLICATE && !peer.equals(self);
        if (counts && Party.of(peer).hasLog() && (tags.size() < MAX_KEPT || isKnown(peer))) {
            replace(peer, tag);
        }
    }

    /** Forgets that the peer was refused if this link, which is in use, holds. */
    void look(Session session, long nowNanos) {
        if (!tags.isEmpty() && session.hasResumed() && nowNanos - session.openedNanos() > HOLDS_NANOS) {
            forget(session.peer());
        }
    }

    /** Forgets that the peer was refused. */
    void forget(String peer) {
        replace(peer, null);
    }

    private void replace(String peer, ErrorTag tag) {
        if (tags.get(peer) != tag) {
            TreeMap<String, ErrorTag> replaced = new TreeMap<>(tags);
            replaced.compute(peer, (name, before) -> tag);
            tags = Collections.unmodifiableSortedMap(replaced);
        }
    }

    /** Returns the reason of each, by name; the map does not change any more. */
    SortedMap<String, ErrorTag> tags() {
        return tags;
    }
}
