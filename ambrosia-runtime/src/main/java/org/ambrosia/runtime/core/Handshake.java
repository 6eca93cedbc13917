package org.ambrosia.runtime.core;

import static org.ambrosia.runtime.protocol.PeerFrame.Reason.DUPLICATE;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.FENCED;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.MISMATCH;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Incarnation;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerText;

/**
 * The handshake of the two sides of a link: what this side reports about itself, and whether it
 * talks to the other. Of two links between the same two, the one dialled by the lesser name is
 * kept.
 */
final class Handshake {
    private static final long YEAR_MILLIS = 366 * 24 * 60 * 60 * 1000L;

    private final CoreSettings settings;
    private final Inboxes inboxes;
    private final Committer committer;
    private final Clients callers;

    Handshake(CoreSettings settings, Inboxes inboxes, Committer committer, Clients callers) {
        this.settings = settings;
        this.inboxes = inboxes;
        this.committer = committer;
        this.callers = callers;
    }

    /**
     * Returns the Hello that this side sends to this peer.
     *
     * @param incarnation the incarnation of the log that this side expects the peer to have; 0 if
     *     it does not know
     */
    Hello hello(String peer, long incarnation) {
        return new Hello(
                PeerFrame.VERSION,
                PeerFrame.VERSION,
                0,
                settings.name(),
                peer,
                settings.incarnation(),
                settings.isClient() ? callers.epochFor(peer) : committer.epoch(),
                incarnation);
    }

    /**
     * Returns the reason to refuse this Hello, or null to accept it.
     *
     * @param other the link to the same peer that is in use; null if there is none
     * @throws MalformedDataException if the Hello makes no sense
     */
    Refused refusal(Session session, Hello hello, Session other, long wallMillis) {
        Refused mismatch = mismatch(session, hello, wallMillis);
        if (mismatch != null) {
            return mismatch;
        }
        Refused refusal = Party.of(checkedName(hello.sender())).hasLog() ? null : callers.refusal(hello);
        if (refusal != null) {
            return refusal;
        }
        Refused fenced = fenced(hello, inboxes.known(hello.sender()));
        if (fenced != null) {
            return fenced;
        }
        boolean isKept = other == null || replaces(session, hello, other);
        return isKept ? null : new Refused(DUPLICATE, "another link is in use");
    }

    /**
     * Returns the refusal of a process that was replaced by a newer one; null if {@code inbox} has
     * met none, or is null.
     */
    private static Refused fenced(Hello hello, Inbox inbox) {
        if (inbox == null) {
            return null;
        }
        boolean sameIncarnation = hello.incarnation() == inbox.incarnation();
        if (hello.incarnation() < inbox.incarnation() || (sameIncarnation && hello.epoch() < inbox.epoch())) {
            return new Refused(
                    FENCED,
                    "\"" + hello.sender() + "\" with epoch " + hello.epoch()
                            + " was replaced by a newer one, with epoch " + inbox.epoch());
        }
        return null;
    }

    private Refused mismatch(Session session, Hello hello, long wallMillis) {
        String self = settings.name();
        String sender = PeerText.line(hello.sender());
        if (!hello.isUnderstood()
                || !hello.receiver().equals(self)
                || hello.sender().equals(self)) {
            return new Refused(
                    MISMATCH,
                    "this is \"" + self + "\", link protocol " + versions(PeerFrame.MIN_VERSION, PeerFrame.VERSION)
                            + ", dialled by \"" + sender + "\", link protocol "
                            + versions(hello.minVersion(), hello.version()) + ", as \""
                            + PeerText.line(hello.receiver()) + "\"");
        }
        if (hello.incarnation() <= 0) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE, "A Hello names the incarnation " + hello.incarnation() + ".");
        }
        boolean remembers = !settings.isClient() && Party.of(hello.sender()).hasLog();
        if (remembers && isFromTheFuture(hello.incarnation(), wallMillis)) {
            return new Refused(
                    MISMATCH,
                    "the log of \"" + sender
                            + "\" was created more than a year after the present time here: a clock of one of the two"
                            + " machines is wrong");
        }
        if (!settings.peers().test(hello.sender())) {
            return new Refused(
                    MISMATCH, "\"" + sender + "\" is none of the peers that \"" + self + "\" allows (allowedPeers)");
        }
        if (hello.receiverIncarnation() != 0 && hello.receiverIncarnation() != settings.incarnation()) {
            return new Refused(MISMATCH, otherLog(self, hello.receiverIncarnation(), settings.incarnation()));
        }
        if (session.expects() != 0 && session.expects() != hello.incarnation()) {
            return new Refused(MISMATCH, otherLog(sender, session.expects(), hello.incarnation()));
        }
        if (session.dialled() != null && !session.dialled().equals(hello.sender())) {
            return new Refused(MISMATCH, "\"" + session.dialled() + "\" was dialled, \"" + sender + "\" answered");
        }
        if (!session.mayBe(hello.sender())) {
            return new Refused(MISMATCH, "\"" + sender + "\" has a certificate for " + session.certified() + " only");
        }
        return null;
    }

    /**
     * Returns the message about a log that was not expected. This is checked before either side
     * remembers anything of the other: the two may belong to different systems, in which instances
     * have the same names.
     */
    private static String otherLog(String dialled, long published, long found) {
        return "\"" + dialled + "\" was dialled where it has published incarnation " + published
                + " of its log, but has incarnation " + found
                + " there: an instance of the same name in another registry has got the address, or the log was deleted"
                + " and started again just now";
    }

    /**
     * Returns whether an incarnation is more than a year ahead. An incarnation is the time of its
     * creation, ADR 0002. An incarnation far ahead would shut out the true instance until an
     * operator forgets it.
     */
    private static boolean isFromTheFuture(long incarnation, long wallMillis) {
        return Incarnation.millis(incarnation) > wallMillis + YEAR_MILLIS;
    }

    private static String versions(int min, int max) {
        return min == max ? String.valueOf(max) : min + " to " + max;
    }

    private static String checkedName(String name) {
        try {
            return ClientName.checkPeer(name);
        } catch (InvalidConfigurationException noName) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE, "A peer's name is no name. " + PeerText.line(noName.getMessage()));
        }
    }

    /**
     * Returns whether a new link replaces the other. A newer process of the peer, or the same side
     * that dials again, replaces a link. If both sides dialled, the link that the lesser name
     * dialled replaces the other.
     */
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
