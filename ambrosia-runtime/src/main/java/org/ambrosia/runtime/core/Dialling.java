package org.ambrosia.runtime.core;

import java.util.TreeMap;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;

/**
 * The times at which a peer is dialled: at once, and again after each failure, 50 milliseconds up
 * to a second later.
 */
final class Dialling {
    private static final long LEAST_NANOS = 50_000_000L;
    private static final long MOST_NANOS = 1_000_000_000L;
    private static final long REFUSED_NANOS = 10_000_000_000L;

    private final LinkEffects links;
    private final TreeMap<String, Attempt> attempts = new TreeMap<>();

    Dialling(LinkEffects links) {
        this.links = links;
    }

    /** Dials the peer unless it is being dialled, or the next attempt is not due yet. */
    void wanted(String peer, long nowNanos) {
        Attempt attempt = attempts.computeIfAbsent(peer, name -> new Attempt(nowNanos));
        if (!attempt.running && nowNanos - attempt.dueNanos >= 0) {
            attempt.running = true;
            links.dial(peer);
        }
    }

    /** Makes the next attempt due now, since the peer has shown itself. */
    void hurry(String peer, long nowNanos) {
        Attempt attempt = attempts.get(peer);
        if (attempt != null && attempt.running) {
            attempt.outdated = true;
        } else if (attempt != null) {
            attempt.dueNanos = nowNanos;
            attempt.waitNanos = LEAST_NANOS;
        }
    }

    /**
     * Returns whether the peer has shown itself since it was dialled, and may be somewhere else.
     */
    boolean isOutdated(String peer) {
        Attempt attempt = attempts.get(peer);
        return attempt != null && attempt.running && attempt.outdated;
    }

    /** Notes that a link to the peer is up. */
    void linked(String peer) {
        Attempt attempt = attempts.get(peer);
        if (attempt != null) {
            attempt.waitNanos = LEAST_NANOS;
            attempt.outdated = false;
        }
    }

    /** Notes that dialling failed, or that the link that came of it is gone. */
    void failed(String peer, long nowNanos) {
        Attempt attempt = attempts.get(peer);
        if (attempt != null && attempt.running) {
            attempt.running = false;
            attempt.dueNanos = attempt.outdated ? nowNanos : nowNanos + attempt.waitNanos;
            attempt.waitNanos = Math.min(2 * attempt.waitNanos, MOST_NANOS);
            attempt.outdated = false;
        }
    }

    /** Tries less often from now on: the two will not talk until an operator has done something. */
    void refused(String peer, Reason reason, long nowNanos) {
        Attempt attempt = peer == null ? null : attempts.get(peer);
        if (attempt != null && reason != Reason.DUPLICATE) {
            attempt.dueNanos = nowNanos + REFUSED_NANOS;
        }
    }

    private static final class Attempt {
        private boolean running;
        private boolean outdated;
        private long dueNanos;
        private long waitNanos = LEAST_NANOS;

        Attempt(long nowNanos) {
            dueNanos = nowNanos;
        }
    }
}
