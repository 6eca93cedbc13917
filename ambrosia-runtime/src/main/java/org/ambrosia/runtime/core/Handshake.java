package org.ambrosia.runtime.core;

import static org.ambrosia.runtime.protocol.PeerFrame.Reason.DUPLICATE;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.FENCED;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.MISMATCH;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.protocol.CallerName;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;

/**
 * How two sides of a link meet: what this side says of itself, and whether it talks to the other. Of two links between the same two,
 * the one dialled by the lesser name is kept.
 */
final class Handshake {
    private final CoreSettings settings;
    private final Inboxes inboxes;
    private final Committer committer;
    private final Callers callers;

    Handshake(CoreSettings settings, Inboxes inboxes, Committer committer, Callers callers) {
        this.settings = settings;
        this.inboxes = inboxes;
        this.committer = committer;
        this.callers = callers;
    }

    /** What this side says of itself to this peer. */
    Hello hello(String peer) {
        return new Hello(
                PeerFrame.VERSION,
                settings.name(),
                peer,
                settings.incarnation(),
                settings.isOutsideCaller() ? callers.epochFor(peer) : committer.epoch());
    }

    /**
     * Why this side does not talk to who says this of itself; null if it does.
     *
     * @param other the link to the same peer that is in use; null if there is none
     * @throws ProtocolException if what it says makes no sense
     */
    Refused refusal(Session session, Hello hello, Session other) {
        Refused mismatch = mismatch(session, hello);
        if (mismatch != null) {
            return mismatch;
        }
        Refused refusal = CallerName.isCaller(checkedName(hello.sender())) ? callers.refusal(hello) : null;
        if (refusal != null) {
            return refusal;
        }
        Inbox inbox = inboxes.of(hello.sender());
        boolean sameIncarnation = hello.incarnation() == inbox.incarnation();
        if (hello.incarnation() < inbox.incarnation() || (sameIncarnation && hello.epoch() < inbox.epoch())) {
            return new Refused(
                    FENCED,
                    "\"" + hello.sender() + "\" with epoch " + hello.epoch()
                            + " was replaced by a newer one, with epoch " + inbox.epoch());
        }
        boolean isKept = other == null || replaces(session, hello, other);
        return isKept ? null : new Refused(DUPLICATE, "another link is in use");
    }

    private Refused mismatch(Session session, Hello hello) {
        String self = settings.name();
        if (hello.version() != PeerFrame.VERSION
                || !hello.receiver().equals(self)
                || hello.sender().equals(self)) {
            return new Refused(
                    MISMATCH,
                    "this is \"" + self + "\", link protocol " + PeerFrame.VERSION + ", dialled by \"" + hello.sender()
                            + "\", link protocol " + hello.version() + ", as \"" + hello.receiver() + "\"");
        }
        if (hello.incarnation() <= 0) {
            throw new ProtocolException(
                    ErrorTag.MalformedMessage, "A Hello names the incarnation " + hello.incarnation() + ".");
        }
        if (session.dialled() != null && !session.dialled().equals(hello.sender())) {
            return new Refused(
                    MISMATCH, "\"" + session.dialled() + "\" was dialled, \"" + hello.sender() + "\" answered");
        }
        if (!session.mayBe(hello.sender())) {
            return new Refused(
                    MISMATCH, "\"" + hello.sender() + "\" has a certificate for " + session.certified() + " only");
        }
        return null;
    }

    private static String checkedName(String name) {
        try {
            return CallerName.checkPeer(name);
        } catch (InvalidConfigurationException noName) {
            throw new ProtocolException(ErrorTag.MalformedMessage, "A peer's name is no name. " + noName.getMessage());
        }
    }

    /** A newer process of the peer, or the same side dialling again, replaces a link; of two sides, the lesser name. */
    private boolean replaces(Session fresh, Hello hello, Session other) {
        boolean sameProcess = other.isFrom(hello.incarnation(), hello.epoch());
        boolean sameDialler = (fresh.dialled() == null) == (other.dialled() == null);
        if (!sameProcess || sameDialler) {
            return true;
        }
        String dialler = fresh.dialled() == null ? hello.sender() : settings.name();
        String answerer = fresh.dialled() == null ? settings.name() : hello.sender();
        return dialler.compareTo(answerer) < 0;
    }
}
