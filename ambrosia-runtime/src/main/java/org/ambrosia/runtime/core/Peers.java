package org.ambrosia.runtime.core;

import static org.ambrosia.runtime.protocol.PeerFrame.Reason.CALLS_LOST;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.DUPLICATE;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.FENCED;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.MISMATCH;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.protocol.CallerName;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.PeerText;

/** The links to all peers: whom they join, what is sent and confirmed on them, and when a peer is dialled, which either side may do. */
final class Peers {
    private final CoreSettings settings;
    private final Effects effects;
    private final Inboxes inboxes;
    private final Outboxes outboxes;
    private final Intake intake;
    private final Committer committer;
    private final Dialling dialling;
    private final Callers callers;
    private final Handshake handshake;
    private final TreeMap<Integer, Session> sessions = new TreeMap<>();
    private final TreeMap<String, Session> current = new TreeMap<>();
    private boolean replayDone;
    private boolean serving;
    private boolean reading = true;

    Peers(
            CoreSettings settings,
            Effects effects,
            Inboxes inboxes,
            Outboxes outboxes,
            Intake intake,
            Committer committer,
            BindingSession binding) {
        this.settings = settings;
        this.effects = effects;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
        this.intake = intake;
        this.committer = committer;
        this.dialling = new Dialling(effects);
        this.callers = new Callers(settings, effects, inboxes, committer, binding);
        this.handshake = new Handshake(settings, inboxes, committer, callers);
    }

    /** The application has made every call again that it made before; from now on a missing one is an error. */
    void replayDone() {
        replayDone = true;
        for (Outbox each : outboxes.all()) {
            checkNothingMissing(each);
            if (each.made() < each.last() && !CallerName.isCaller(each.destination())) {
                diverged(each, each.last(), each.made());
            }
        }
    }

    /** Whether links are read; while they are not, silence says nothing about a peer. */
    void reading(boolean wanted, long nowNanos) {
        if (wanted != reading) {
            reading = wanted;
            sessions.values().forEach(each -> each.heard(nowNanos));
            effects.readLinks(wanted);
        }
    }

    void opened(Event.LinkOpened link, long nowNanos) {
        Session session = new Session(link, settings.limits().windowBytes(), effects, nowNanos);
        sessions.put(link.link(), session);
        if (link.dialled() != null && dialling.isOutdated(link.dialled())) {
            drop(session, nowNanos);
            dialUnlessLinked(link.dialled(), nowNanos);
        } else if (link.dialled() != null) {
            session.send(handshake.hello(link.dialled()), nowNanos);
        }
    }

    void received(Event.LinkReceived received, long nowNanos) {
        Session session = sessions.get(received.link());
        if (session == null) {
            return;
        }
        session.heard(nowNanos);
        try {
            frame(session, FrameFormat.decode(received.bytes(), 0, received.length()), nowNanos);
        } catch (ProtocolException malformed) {
            effects.warn(
                    malformed.tag(),
                    "The link to " + nameOf(session) + " is closed and will be opened again. "
                            + malformed.getMessage());
            drop(session, nowNanos);
        }
    }

    void closed(int link, long nowNanos) {
        Session session = sessions.get(link);
        if (session != null) {
            forget(session, nowNanos);
        }
    }

    void dialFailed(String peer, long nowNanos) {
        boolean outdated = dialling.isOutdated(peer);
        dialling.failed(peer, nowNanos);
        if (outdated) {
            dialUnlessLinked(peer, nowNanos);
        }
    }

    /** A record is durable: says so to the sources whose calls are in it. */
    void durable(List<InboxPosition> moved, long nowNanos) {
        for (InboxPosition each : moved) {
            if (each.incarnation() == InboxPosition.GONE) {
                inboxes.forget(each.source());
                continue;
            }
            Session session = current.get(each.source());
            Inbox inbox = inboxes.of(each.source());
            if (inbox.incarnation() == each.incarnation()) {
                inbox.durable(each.position());
                if (session != null && session.hasAdmitted()) {
                    session.send(new Durable(each.position()), nowNanos);
                } else if (session != null) {
                    session.admit(inbox, nowNanos);
                    resumeHeld(session, nowNanos);
                }
            }
        }
    }

    /** Sends what the outboxes have. */
    void pump(long nowNanos) {
        current.values().forEach(each -> each.pump(nowNanos));
    }

    /** As an outside caller: says that it will not come back. */
    void farewell(long nowNanos) {
        current.values().forEach(each -> each.send(new PeerFrame.Farewell(), nowNanos));
    }

    /** Dials peers to which there is no link, shows signs of life, and gives up links that show none. */
    void tick(long nowNanos) {
        for (Session each : List.copyOf(sessions.values())) {
            if (reading && nowNanos - each.heardNanos() > settings.peerTimeoutNanos()) {
                drop(each, nowNanos);
            } else if (each.peer() != null && nowNanos - each.spokeNanos() > settings.peerTimeoutNanos() / 4) {
                each.send(new PeerFrame.Ping(), nowNanos);
            }
        }
        callers.tick(reading, nowNanos);
        for (Outbox each : outboxes.all()) {
            if (!each.isEmpty() || settings.isOutsideCaller()) {
                dialUnlessLinked(each.destination(), nowNanos);
            }
        }
    }

    /** The instance is primary: it shows itself to every peer that it knows, which may be waiting for it. */
    void announce(long nowNanos) {
        serving = true;
        callers.serve(nowNanos);
        outboxes.all().forEach(each -> dialUnlessLinked(each.destination(), nowNanos));
        inboxes.all().forEach(each -> dialUnlessLinked(each.source(), nowNanos));
    }

    /** What there is to say of each peer. */
    List<CoreStatus.Peer> status() {
        Set<String> names = new TreeSet<>();
        inboxes.all().forEach(each -> names.add(each.source()));
        outboxes.all().forEach(each -> names.add(each.destination()));
        names.remove(settings.name());
        names.removeIf(CallerName::isCaller);
        List<CoreStatus.Peer> peers = new ArrayList<>();
        for (String each : names) {
            Outbox outbox = outboxes.of(each);
            peers.add(new CoreStatus.Peer(
                    each, current.containsKey(each), Math.max(0, outbox.last() - outbox.trimmed())));
        }
        return peers;
    }

    /** A peer is somewhere else, or there at last: what waits for it does not wait longer. */
    void published(String peer, long nowNanos) {
        dialling.hurry(peer, nowNanos);
        for (Session each : List.copyOf(sessions.values())) {
            if (each.peer() == null && peer.equals(each.dialled())) {
                drop(each, nowNanos);
            }
        }
        if (serving && (outboxes.has(peer) || (settings.isOutsideCaller() && outboxes.isKnown(peer)))) {
            dialUnlessLinked(peer, nowNanos);
        }
    }

    /** The application wants to talk to this peer. */
    void attach(String peer, long nowNanos) {
        if (serving) {
            dialUnlessLinked(peer, nowNanos);
        }
    }

    private void dialUnlessLinked(String peer, long nowNanos) {
        if (!peer.equals(settings.name()) && !CallerName.isCaller(peer) && !current.containsKey(peer)) {
            dialling.wanted(peer, nowNanos);
        }
    }

    private void frame(Session session, PeerFrame frame, long nowNanos) {
        if (frame instanceof Hello hello) {
            greeted(session, hello, nowNanos);
        } else if (frame instanceof Refused refused) {
            refusedBy(session, refused, nowNanos);
        } else if (session.peer() == null || current.get(session.peer()) != session) {
            throw new ProtocolException(
                    ErrorTag.MalformedMessage, "A " + frame.getClass().getSimpleName() + " came before the handshake.");
        } else if (frame instanceof Resume resume) {
            session.hold(resume);
            resumeHeld(session, nowNanos);
        } else if (frame instanceof PeerFrame.Farewell && CallerName.isCaller(session.peer())) {
            Inbox caller = inboxes.of(session.peer());
            drop(session, nowNanos);
            callers.farewell(caller);
        } else if (frame instanceof Calls calls) {
            intake.take(inboxes.of(session.peer()), calls);
        } else if (frame instanceof Durable durable) {
            if (!session.hasAdmitted()) {
                // A caller that is not registered yet was answered nothing; the log is not to speak of it before it
                // knows it.
                return;
            }
            Outbox outbox = outboxes.of(session.peer());
            if (replayDone && !outbox.hasMade(durable.position(), committer.epoch())) {
                throw new ProtocolException(
                        ErrorTag.MalformedMessage,
                        "\"" + session.peer() + "\" confirms calls up to " + durable.position()
                                + ", which were never made.");
            }
            outbox.trim(durable.position());
            committer.trimmed(outbox);
            session.confirmed(durable.position());
            session.pump(nowNanos);
        }
    }

    private void greeted(Session session, Hello hello, long nowNanos) {
        if (session.peer() != null) {
            throw new ProtocolException(ErrorTag.MalformedMessage, "A second Hello came on one link.");
        }
        Session other = current.get(hello.sender());
        Refused refusal = handshake.refusal(session, hello, other);
        if (refusal != null) {
            refuse(session, refusal, nowNanos);
            return;
        }
        Inbox inbox = inboxes.of(hello.sender());
        session.met(hello);
        inbox.met(hello.incarnation(), hello.epoch());
        if (other != null) {
            drop(other, nowNanos);
        }
        current.put(hello.sender(), session);
        dialling.linked(hello.sender());
        if (session.dialled() == null) {
            session.send(handshake.hello(hello.sender()), nowNanos);
        }
        if (CallerName.isCaller(hello.sender())) {
            callers.linked(inbox);
        }
        if (inbox.isRegistered()) {
            session.admit(inbox, nowNanos);
        }
    }

    /**
     * The other side has said from where it is sent to; but nothing is kept for a caller before its registration is durable, since a checkpoint
     * would hold that, and the log might never know of the caller.
     */
    private void resumeHeld(Session session, long nowNanos) {
        Resume held = session.hasAdmitted() ? session.takeHeld() : null;
        if (held != null) {
            resumed(session, held, nowNanos);
        }
    }

    private void resumed(Session session, Resume resume, long nowNanos) {
        Outbox outbox = outboxes.of(session.peer());
        if (outbox.isLostAt(resume.taken()) && settings.isOutsideCaller()) {
            callers.forgottenBy(session.peer());
        }
        if (outbox.isLostAt(resume.taken())) {
            String message = "\"" + session.peer() + "\" has taken calls of \"" + settings.name() + "\" up to "
                    + resume.taken() + ", but confirmed calls as durable behind that, up to number " + outbox.trimmed()
                    + ", before; the calls between are gone. Restore the log of \"" + session.peer()
                    + "\", or start both anew with empty logs.";
            effects.warn(ErrorTag.CallsLost, message);
            refuse(session, new Refused(CALLS_LOST, message), nowNanos);
            return;
        }
        if (settings.isOutsideCaller()) {
            callers.registeredBy(session.peer());
        }
        outbox.reported(resume.taken().replayable());
        if (replayDone) {
            checkNothingMissing(outbox);
        }
        session.resume(outbox.cursor(resume.taken()));
        session.pump(nowNanos);
    }

    private void checkNothingMissing(Outbox outbox) {
        long expected = Math.max(outbox.reported(), outbox.trimmed());
        // What a caller says that it was answered is its own affair.
        if (outbox.last() < expected && !CallerName.isCaller(outbox.destination())) {
            diverged(outbox, expected, outbox.last());
        }
    }

    private void diverged(Outbox outbox, long expected, long made) {
        effects.fail(new AmbrosiaException(
                ErrorTag.ReplayDiverged,
                "\"" + outbox.destination() + "\" was sent calls of \"" + settings.name() + "\" up to number "
                        + expected + ", but replay made them only up to " + made
                        + ". Either the immortal's code is not deterministic, or its log is older than what it sent:"
                        + " use the code that wrote the log, and the newest log."));
    }

    /** Only who was dialled, or has said who it is, may refuse; and where certificates are used, has proved it. */
    private void refusedBy(Session session, Refused refused, long nowNanos) {
        boolean known = session.peer() != null || (session.dialled() != null && session.mayBe(session.dialled()));
        if (!known) {
            drop(session, nowNanos);
            return;
        }
        if (refused.reason() == FENCED) {
            effects.fail(new AmbrosiaException(
                    ErrorTag.Fenced,
                    nameOf(session) + " refused this process: " + PeerText.line(refused.message())
                            + ". Another process runs this instance now; this one ends."));
        } else if (refused.reason() == CALLS_LOST && settings.isOutsideCaller()) {
            callers.forgottenBy(session.peer() == null ? session.dialled() : session.peer());
        } else if (refused.reason() != DUPLICATE) {
            ErrorTag tag = refused.reason() == CALLS_LOST ? ErrorTag.CallsLost : ErrorTag.PeerMismatch;
            effects.warn(tag, nameOf(session) + " refused the link: " + PeerText.line(refused.message()));
        }
        drop(session, nowNanos);
        dialling.refused(session.dialled(), refused.reason(), nowNanos);
    }

    private void refuse(Session session, Refused refusal, long nowNanos) {
        session.send(refusal, nowNanos);
        if (refusal.reason() == MISMATCH) {
            effects.warn(
                    ErrorTag.PeerMismatch,
                    "A link was refused: " + refusal.message() + ". Check the registry's addresses, and certificates.");
        }
        drop(session, nowNanos);
        dialling.refused(session.dialled(), refusal.reason(), nowNanos);
    }

    private void drop(Session session, long nowNanos) {
        effects.close(session.link());
        forget(session, nowNanos);
    }

    private void forget(Session session, long nowNanos) {
        sessions.remove(session.link());
        if (session.peer() != null) {
            boolean wasCurrent = current.remove(session.peer(), session);
            if (wasCurrent && CallerName.isCaller(session.peer())) {
                callers.unlinked(session.peer(), nowNanos);
            }
        }
        if (session.dialled() != null) {
            dialling.failed(session.dialled(), nowNanos);
        }
    }

    private static String nameOf(Session session) {
        if (session.peer() != null) {
            return "\"" + session.peer() + "\"";
        }
        return session.dialled() != null ? "\"" + session.dialled() + "\"" : "an unknown peer";
    }
}
