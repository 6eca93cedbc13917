package org.ambrosia.runtime.core;

import static org.ambrosia.runtime.protocol.PeerFrame.Reason.CALLS_LOST;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.DUPLICATE;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.FENCED;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.MISMATCH;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Ping;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.PeerText;
import org.ambrosia.runtime.protocol.Position;

/**
 * The links to all peers: which parties they join, what is sent and confirmed on them, and when a
 * peer is dialled. Either side may dial.
 */
final class Peers {
    private final CoreSettings settings;
    private final Effects effects;
    private final LinkEffects links;
    private final Inboxes inboxes;
    private final Outboxes outboxes;
    private final Intake intake;
    private final Committer committer;
    private final Dialling dialling;
    private final Clients callers;
    private final Handshake handshake;
    private final LogHistory history;
    private final HistoryCheck memories;
    private final Interfaces interfaces;
    private final Confirmations confirmations;
    private final RefusedPeers refusals;
    private final TreeMap<Integer, Session> sessions = new TreeMap<>();
    private final TreeMap<String, Session> current = new TreeMap<>();
    private boolean replayDone;
    private boolean serving;
    private boolean reading = true;

    Peers(
            CoreSettings settings,
            Effects effects,
            LinkEffects links,
            Inboxes inboxes,
            Outboxes outboxes,
            Intake intake,
            Committer committer,
            BindingSession binding,
            LogHistory history,
            Interfaces interfaces) {
        this.settings = settings;
        this.effects = effects;
        this.links = links;
        this.inboxes = inboxes;
        this.outboxes = outboxes;
        this.intake = intake;
        this.committer = committer;
        this.history = history;
        this.confirmations = new Confirmations(outboxes, committer);
        this.interfaces = interfaces;
        this.memories = new HistoryCheck(settings, outboxes, history);
        this.dialling = new Dialling(links);
        this.refusals = new RefusedPeers(settings.name(), inboxes, outboxes);
        this.callers = new Clients(settings, effects, inboxes, committer, binding);
        this.handshake = new Handshake(settings, inboxes, committer, callers);
    }

    /**
     * Notes that the application has made every call again that it made before. From now on, a
     * missing call is an error.
     */
    void replayDone(long nowNanos) {
        replayDone = true;
        outboxes.all().forEach(memories::checkMadeAgain);
        confirmations.replayDone();
        for (Session each : List.copyOf(current.values())) {
            boolean isRefused =
                    each.resumed() != null && each.hasAdmitted() && refuseIfAhead(each, each.resumed(), nowNanos);
            if (!isRefused) {
                dropIfMalformed(each, () -> confirmations.confirmedEarly(each), nowNanos);
            }
        }
    }

    /** Sets whether links are read. While they are not, a peer's silence has no meaning. */
    void reading(boolean wanted, long nowNanos) {
        if (wanted != reading) {
            reading = wanted;
            sessions.values().forEach(each -> each.heard(nowNanos));
            links.readLinks(wanted);
        }
    }

    void opened(LinkEvent.Opened link, long nowNanos) {
        Session session = new Session(link, settings.limits().windowBytes(), links, nowNanos);
        sessions.put(link.link(), session);
        if (link.dialled() != null && dialling.isOutdated(link.dialled())) {
            drop(session, nowNanos);
            dialUnlessLinked(link.dialled(), nowNanos);
        } else if (link.dialled() != null) {
            session.send(handshake.hello(link.dialled(), link.incarnation()), nowNanos);
        }
    }

    void received(LinkEvent.Received received, long nowNanos, long wallMillis) {
        Session session = sessions.get(received.link());
        if (session == null) {
            return;
        }
        session.heard(nowNanos);
        dropIfMalformed(
                session,
                () -> frame(session, FrameFormat.decode(received.bytes(), 0, received.length()), nowNanos, wallMillis),
                nowNanos);
    }

    private void dropIfMalformed(Session session, Runnable look, long nowNanos) {
        try {
            look.run();
        } catch (MalformedDataException malformed) {
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

    /** Notifies the sources whose calls are in a record that it is durable. */
    void durable(List<InboxPosition> moved, long nowNanos) {
        for (InboxPosition each : moved) {
            if (each.isGone()) {
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

    /** Sends what was added to outboxes since the last time. */
    void pumpTouched(long nowNanos) {
        LogPosition end = history.end();
        outboxes.forEachTouched(each -> {
            Session session = current.get(each.destination());
            if (session != null) {
                session.pump(end, nowNanos);
            }
        });
    }

    /** Sends what the outboxes have. */
    void pump(long nowNanos) {
        LogPosition end = history.end();
        current.values().forEach(each -> each.pump(end, nowNanos));
    }

    /** As a client: notifies its instances that it will not come back. */
    void farewell(long nowNanos) {
        current.values().forEach(each -> each.send(new PeerFrame.Farewell(), nowNanos));
    }

    /**
     * Dials peers to which there is no link, shows signs of life, and gives up links that show
     * none.
     */
    void tick(long nowNanos) {
        for (Session each : List.copyOf(sessions.values())) {
            if (reading && nowNanos - each.heardNanos() > settings.peerTimeoutNanos()) {
                drop(each, nowNanos);
            } else if (each.peer() != null && nowNanos - each.spokeNanos() > settings.peerTimeoutNanos() / 4) {
                each.send(new Ping(), nowNanos);
            }
        }
        current.values().forEach(each -> refusals.look(each, nowNanos));
        callers.tick(reading, nowNanos);
        for (Outbox each : outboxes.all()) {
            if (!each.isEmpty() || settings.isClient()) {
                dialUnlessLinked(each.destination(), nowNanos);
            }
        }
    }

    /**
     * Shows the instance, which is primary now, to every peer that it knows. A peer may be waiting
     * for it.
     */
    void announce(long nowNanos) {
        serving = true;
        callers.serve(nowNanos);
        outboxes.all().forEach(each -> dialUnlessLinked(each.destination(), nowNanos));
        inboxes.all().forEach(each -> dialUnlessLinked(each.source(), nowNanos));
    }

    /** Returns the status of each peer. */
    List<CoreStatus.Peer> status() {
        SortedMap<String, ErrorTag> refused = refusals.tags();
        Set<String> names = new TreeSet<>(refused.keySet());
        inboxes.all().forEach(each -> names.add(each.source()));
        outboxes.all().forEach(each -> names.add(each.destination()));
        names.remove(settings.name());
        names.removeIf(each -> !Party.of(each).hasLog());
        List<CoreStatus.Peer> peers = new ArrayList<>();
        for (String each : names) {
            Optional<ErrorTag> why = Optional.ofNullable(refused.get(each));
            boolean linked = why.isEmpty() && current.containsKey(each);
            peers.add(new CoreStatus.Peer(each, linked, why, outboxes.waitingFor(each)));
        }
        return peers;
    }

    /**
     * Returns the peers to which no link is possible, and the reasons; the map does not change any
     * more.
     */
    SortedMap<String, ErrorTag> refused() {
        return refusals.tags();
    }

    /**
     * Notes that a peer is somewhere else, or there at last. What waits for it does not wait
     * longer.
     */
    void published(String peer, long nowNanos) {
        dialling.hurry(peer, nowNanos);
        for (Session each : List.copyOf(sessions.values())) {
            if (each.peer() == null && peer.equals(each.dialled())) {
                drop(each, nowNanos);
            }
        }
        if (serving && (outboxes.has(peer) || (settings.isClient() && outboxes.isKnown(peer)))) {
            dialUnlessLinked(peer, nowNanos);
        }
    }

    /**
     * Forgets a peer. An operator has declared that it is gone for good, or that what it and this
     * instance remember of each other does not count any more. Calls that wait for it are dropped.
     * The next call that comes from it is taken whatever its number is. The next record states
     * this.
     */
    void forget(String peer, long nowNanos) {
        if (peer.equals(settings.name())) {
            return;
        }
        Session session = current.get(peer);
        if (session != null) {
            drop(session, nowNanos);
        }
        refusals.forget(peer);
        Outbox outbox = outboxes.known(peer);
        if (outbox != null) {
            outbox.trimAll();
        }
        committer.reopen(inboxes.of(peer), outbox);
        dialling.hurry(peer, nowNanos);
    }

    /** Dials a peer to which the application wants to talk. */
    void attach(String peer, long nowNanos) {
        if (serving) {
            dialUnlessLinked(peer, nowNanos);
        }
    }

    private void dialUnlessLinked(String peer, long nowNanos) {
        if (!peer.equals(settings.name()) && Party.of(peer).isDialled() && !current.containsKey(peer)) {
            dialling.wanted(peer, nowNanos);
        }
    }

    private void frame(Session session, PeerFrame frame, long nowNanos, long wallMillis) {
        if (frame instanceof Hello hello) {
            greeted(session, hello, nowNanos, wallMillis);
        } else if (frame instanceof Refused refused) {
            refusedBy(session, refused, nowNanos);
        } else if (session.peer() == null || current.get(session.peer()) != session) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "A " + frame.getClass().getSimpleName() + " came before the handshake.");
        } else if (frame instanceof Resume resume) {
            session.hold(resume);
            resumeHeld(session, nowNanos);
        } else if (frame instanceof PeerFrame.Farewell && !session.party().hasLog()) {
            Inbox caller = inboxes.of(session.peer());
            drop(session, nowNanos);
            callers.farewell(caller);
        } else if (frame instanceof Calls calls) {
            takeCalls(session, calls);
        } else if (frame instanceof Ping ping) {
            interfaces.heard(session.party(), ping.schemaHash());
        } else if (frame instanceof Durable durable && session.hasAdmitted()) {
            // A caller that is not registered yet has received no answers. The log must not mention
            // a caller before it knows the caller.
            confirmations.confirmed(session, durable.position());
            session.pump(history.end(), nowNanos);
        }
    }

    /**
     * Takes calls of a peer that was admitted. Impulses are numbered in the epoch that the peer
     * has, or had before.
     */
    private void takeCalls(Session session, Calls calls) {
        boolean hasLog = session.party().hasLog();
        long epoch = Math.max(calls.impulseEpoch(), hasLog ? calls.at().epoch() : 0);
        if (!session.hasAdmitted() || epoch > (hasLog ? session.epoch() : 0)) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "Calls of epoch " + epoch + " came from \"" + session.peer() + "\", which "
                            + (session.hasAdmitted() ? "is in epoch " + session.epoch() : "was not admitted yet")
                            + ".");
        }
        intake.take(inboxes.of(session.peer()), calls);
    }

    private void greeted(Session session, Hello hello, long nowNanos, long wallMillis) {
        if (session.peer() != null) {
            throw new MalformedDataException(ErrorTag.MALFORMED_MESSAGE, "A second Hello came on one link.");
        }
        Session other = current.get(hello.sender());
        Refused refusal = handshake.refusal(session, hello, other, wallMillis);
        if (refusal != null) {
            refuse(session, refusals.concernedBy(session, hello), tagOf(refusal), refusal, nowNanos);
            return;
        }
        if (other != null) {
            drop(other, nowNanos);
        }
        Inbox inbox = inboxes.of(hello.sender());
        session.met(hello);
        inbox.met(hello.incarnation(), hello.epoch());
        current.put(hello.sender(), session);
        dialling.linked(hello.sender());
        if (session.dialled() == null) {
            session.send(handshake.hello(hello.sender(), hello.incarnation()), nowNanos);
        }
        if (!session.party().hasLog()) {
            callers.linked(inbox);
        }
        if (inbox.isRegistered()) {
            session.admit(inbox, nowNanos);
        }
    }

    /**
     * Handles the report of the other side from where calls are sent to it. Nothing is kept for a
     * caller before its registration is durable: a checkpoint would contain that, and the log might
     * never know of the caller.
     */
    private void resumeHeld(Session session, long nowNanos) {
        Resume held = session.hasAdmitted() ? session.takeHeld() : null;
        if (held != null) {
            resumed(session, held, nowNanos);
        }
    }

    private void resumed(Session session, Resume resume, long nowNanos) {
        if (refuseIfAhead(session, resume, nowNanos)) {
            return;
        }
        interfaces.calledOf(session.peer()).forEach(hash -> session.send(new Ping(hash), nowNanos));
        Outbox outbox = outboxes.of(session.peer());
        if (resume.open()) {
            session.resume(outbox.cursor(Position.START));
            session.pump(history.end(), nowNanos);
            return;
        }
        HistoryCheck.Difference lost = memories.lost(outbox, resume);
        if (lost != null && settings.isClient()) {
            callers.forgottenBy(session.peer());
        }
        if (refuseIf(lost, session, nowNanos)) {
            return;
        }
        if (settings.isClient()) {
            callers.registeredBy(session.peer());
        }
        session.resume(outbox.cursor(resume.taken()));
        session.pump(history.end(), nowNanos);
    }

    private boolean refuseIfAhead(Session session, Resume resume, long nowNanos) {
        return refuseIf(memories.ahead(session.party(), resume, replayDone), session, nowNanos);
    }

    private boolean refuseIf(HistoryCheck.Difference difference, Session session, long nowNanos) {
        if (difference == null) {
            return false;
        }
        effects.warn(difference.tag(), difference.refusal().message());
        refuse(session, session.peer(), difference.tag(), difference.refusal(), nowNanos);
        return true;
    }

    /** Reports to a peer an interface by which the application did not call it before. */
    void tellInterface(Interfaces.Call call, long nowNanos) {
        Session session = current.get(call.instance());
        if (session != null && session.hasResumed()) {
            session.send(new Ping(call.schemaHash()), nowNanos);
        }
    }

    /**
     * Handles a refusal. Only a peer that was dialled, or that has sent its name, may refuse. Where
     * certificates are used, it must have proved its name.
     */
    private void refusedBy(Session session, Refused refused, long nowNanos) {
        boolean known = session.peer() != null || (session.dialled() != null && session.mayBe(session.dialled()));
        if (!known) {
            drop(session, nowNanos);
            return;
        }
        if (refused.reason() == FENCED) {
            // Only the log decides which process is primary. A primary that was replaced finds that
            // there.
            effects.warn(
                    ErrorTag.PEER_FENCED,
                    nameOf(session) + " refuses this process, since it has met a newer one of \"" + settings.name()
                            + "\": " + PeerText.line(refused.message())
                            + ". This process ends if its log was claimed by another one. If"
                            + " it goes on, two logs of \"" + settings.name() + "\" are in use: stop the one that is a"
                            + " copy or was restored from a backup.");
        } else if (refused.reason() == CALLS_LOST && settings.isClient()) {
            callers.forgottenBy(session.peer() == null ? session.dialled() : session.peer());
        } else if (refused.reason() != DUPLICATE) {
            effects.warn(tagOf(refused), nameOf(session) + " refused the link: " + PeerText.line(refused.message()));
        }
        drop(session, nowNanos);
        String peer = session.peer() == null ? session.dialled() : session.peer();
        refusals.refused(peer, refused.reason(), tagOf(refused), current.containsKey(peer));
        dialling.refused(session.dialled(), refused.reason(), nowNanos);
    }

    private static ErrorTag tagOf(Refused refused) {
        return switch (refused.reason()) {
            case CALLS_LOST -> ErrorTag.CALLS_LOST;
            case HISTORY -> ErrorTag.HISTORY_DIFFERS;
            case FENCED -> ErrorTag.PEER_FENCED;
            case MISMATCH, DUPLICATE -> ErrorTag.PEER_MISMATCH;
        };
    }

    private void refuse(Session session, String peer, ErrorTag tag, Refused refusal, long nowNanos) {
        session.send(refusal, nowNanos);
        if (refusal.reason() == MISMATCH) {
            effects.warn(
                    ErrorTag.PEER_MISMATCH,
                    "A link was refused: " + refusal.message() + ". Check the registry's addresses, and certificates.");
        }
        drop(session, nowNanos);
        refusals.refused(peer, refusal.reason(), tag, peer != null && current.containsKey(peer));
        dialling.refused(session.dialled(), refusal.reason(), nowNanos);
    }

    private void drop(Session session, long nowNanos) {
        links.close(session.link());
        forget(session, nowNanos);
    }

    private void forget(Session session, long nowNanos) {
        sessions.remove(session.link());
        if (session.peer() != null && current.remove(session.peer(), session)) {
            if (!session.party().hasLog()) {
                callers.unlinked(session.peer(), nowNanos);
            } else if (!settings.isClient()) {
                inboxes.dropIfBlank(session.peer());
                outboxes.dropIfBlank(session.peer());
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
