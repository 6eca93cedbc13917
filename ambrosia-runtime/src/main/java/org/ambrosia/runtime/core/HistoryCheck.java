package org.ambrosia.runtime.core;

import static org.ambrosia.runtime.protocol.PeerFrame.Reason.CALLS_LOST;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.HISTORY;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;

/**
 * Compares what a peer remembers of this instance with what the instance itself does (ADR 0037).
 */
final class HistoryCheck {
    private final CoreSettings settings;
    private final Outboxes outboxes;
    private final LogHistory history;

    HistoryCheck(CoreSettings settings, Outboxes outboxes, LogHistory history) {
        this.settings = settings;
        this.outboxes = outboxes;
        this.history = history;
    }

    /**
     * Two histories that don't fit together: the tag of the warning, and the refusal that the peer
     * receives.
     */
    record Difference(ErrorTag tag, Refused refusal) {}

    /**
     * Returns how a peer remembers more than this instance does: a record that is not in its log,
     * or, when replay has made every call again, calls that it has not made. Calls that are made
     * now would have numbers that the peer has taken already, and be lost.
     *
     * @return null if it does not
     */
    Difference ahead(Party party, Resume resume, boolean replayDone) {
        if (settings.isClient() || !party.hasLog() || resume.open()) {
            // What a caller reports as received answers concerns only the caller.
            return null;
        }
        String peer = party.name();
        if (!history.has(resume.seen())) {
            return ahead(
                    ErrorTag.HISTORY_DIFFERS,
                    peer,
                    "calls that it sent at " + resume.seen() + ", which is not in its log: that ends at "
                            + history.end() + ". The log was restored from a backup, copied, or has lost its end");
        }
        if (replayDone && outboxes.lastTo(peer) < resume.taken().replayable()) {
            return ahead(
                    ErrorTag.REPLAY_DIVERGED,
                    peer,
                    "its calls up to number " + resume.taken().replayable() + ", but its log makes them only up to "
                            + outboxes.lastTo(peer)
                            + ". The immortal's code is not deterministic, or is not the code that wrote the log");
        }
        return null;
    }

    private Difference ahead(ErrorTag tag, String peer, String what) {
        String self = settings.name();
        return new Difference(
                tag,
                new Refused(
                        HISTORY,
                        "\"" + peer + "\" has taken from \"" + self + "\" " + what + ". Stop \"" + self
                                + "\" and start it with its newest log and the code that wrote it; if there is none, let \""
                                + peer + "\" forget what it has taken: bin/ambrosia forget-peer -i " + peer + " --peer "
                                + self + "."));
    }

    /**
     * Returns how a peer has lost calls that it had confirmed, so that they are not there any more;
     * null if it has not.
     */
    Difference lost(Outbox outbox, Resume resume) {
        if (!outbox.isLostAt(resume.taken())) {
            return null;
        }
        String peer = outbox.destination();
        return new Difference(
                ErrorTag.CALLS_LOST,
                new Refused(
                        CALLS_LOST,
                        "\"" + peer + "\" has taken calls of \"" + settings.name() + "\" up to " + resume.taken()
                                + ", but calls up to number " + outbox.trimmed() + " are gone here: \"" + peer
                                + "\" has confirmed them as durable, or was forgotten here by forget-peer. Restore the newest log of \""
                                + peer
                                + "\"; if there is none, accept that they are lost: bin/ambrosia forget-peer -i " + peer
                                + " --peer " + settings.name() + "."));
    }

    /**
     * Checks that replay has made every call again that was sent to an instance.
     *
     * @throws AmbrosiaException if not
     */
    void checkMadeAgain(Outbox outbox) {
        long expected = Math.max(outbox.last(), outbox.trimmed());
        if (outbox.made() < expected && outbox.party().hasLog()) {
            throw new AmbrosiaException(
                    ErrorTag.REPLAY_DIVERGED,
                    "\"" + outbox.destination() + "\" was sent calls of \"" + settings.name() + "\" up to number "
                            + expected + ", but replay made them only up to " + outbox.made()
                            + ". Either the immortal's code is not deterministic, or its log is older than what it sent:"
                            + " use the code that wrote the log, and the newest log.");
        }
    }
}
