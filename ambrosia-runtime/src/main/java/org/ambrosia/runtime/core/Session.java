package org.ambrosia.runtime.core;

import java.util.ArrayDeque;
import java.util.Set;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;

/**
 * One link's conversation: which party is at the other side, what was sent on it, and when it was
 * last heard.
 */
final class Session {
    private final LinkEvent.Opened link;
    private final LinkEffects links;
    private final int windowBytes;
    private final ArrayDeque<Sent> unconfirmed = new ArrayDeque<>();
    private Party peer;
    private long incarnation;
    private long epoch;
    private Outbox.Cursor cursor;
    private boolean admitted;
    private PeerFrame.Resume resumed;
    private PeerFrame.Resume held;
    private Position early;
    private long unconfirmedBytes;
    private final long openedNanos;
    private long heardNanos;
    private long spokeNanos;

    Session(LinkEvent.Opened link, int windowBytes, LinkEffects links, long nowNanos) {
        this.link = link;
        this.windowBytes = windowBytes;
        this.links = links;
        this.openedNanos = nowNanos;
        this.heardNanos = nowNanos;
        this.spokeNanos = nowNanos;
    }

    int link() {
        return link.link();
    }

    /** The instances that the other side has proved to be; null if it need not. */
    Set<String> certified() {
        return link.certified();
    }

    /** Returns whether the other side may be this instance or client. */
    boolean mayBe(String instance) {
        return link.certified() == null
                || link.certified().contains(Party.of(instance).certifiedName());
    }

    /** The peer that was dialled; null if the other side dialled. */
    String dialled() {
        return link.dialled();
    }

    /**
     * The incarnation of the log that the other side has if it is the peer that was dialled; 0 if
     * that is not known.
     */
    long expects() {
        return link.incarnation();
    }

    /** Returns the name of the other side; null until it has sent it. */
    String peer() {
        return peer == null ? null : peer.name();
    }

    /** Returns the party at the other side; null until it has sent its name. */
    Party party() {
        return peer;
    }

    boolean isFrom(long peerIncarnation, long peerEpoch) {
        return incarnation == peerIncarnation && epoch == peerEpoch;
    }

    void met(PeerFrame.Hello hello) {
        peer = Party.of(hello.sender());
        incarnation = hello.incarnation();
        epoch = hello.epoch();
    }

    long openedNanos() {
        return openedNanos;
    }

    long heardNanos() {
        return heardNanos;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    long spokeNanos() {
        return spokeNanos;
    }

    void send(PeerFrame frame, long nowNanos) {
        spokeNanos = nowNanos;
        links.send(link.link(), frame);
    }

    /** The other side's present epoch. */
    long epoch() {
        return epoch;
    }

    /** Returns whether the other side was notified from where it may send. */
    boolean hasAdmitted() {
        return admitted;
    }

    /** Allows the other side to send calls after those that were taken. */
    void admit(Inbox inbox, long nowNanos) {
        admitted = true;
        send(new PeerFrame.Resume(inbox.taken(), inbox.seen(), inbox.isOpen()), nowNanos);
        send(new PeerFrame.Durable(inbox.durable()), nowNanos);
    }

    /**
     * Holds what the other side has reported; it is looked at when the other side has been
     * admitted.
     *
     * @throws MalformedDataException if it has reported this before: sending from there again would
     *     have no bound
     */
    void hold(PeerFrame.Resume resume) {
        if (resumed != null) {
            throw new MalformedDataException(ErrorTag.MALFORMED_MESSAGE, "A second Resume came on one link.");
        }
        resumed = resume;
        held = resume;
    }

    /** Notes that the other side has confirmed calls that replay has not made again yet. */
    void confirmsEarly(Position position) {
        early = position;
    }

    /** Returns, once, what was confirmed before replay was done; null if nothing was. */
    Position takeEarly() {
        Position taken = early;
        early = null;
        return taken;
    }

    /** Returns what the other side has reported about its place; null before that. */
    PeerFrame.Resume resumed() {
        return resumed;
    }

    /** Returns, once, what was held; null if nothing is. */
    PeerFrame.Resume takeHeld() {
        PeerFrame.Resume taken = held;
        held = null;
        return taken;
    }

    /** Returns whether calls are sent. */
    boolean hasResumed() {
        return cursor != null;
    }

    /** Sends calls from this place on. */
    void resume(Outbox.Cursor place) {
        cursor = place;
    }

    /**
     * Sends calls until there are no more or too many bytes are on their way.
     *
     * @param at the last durable record of the instance's log
     */
    void pump(LogPosition at, long nowNanos) {
        if (cursor == null) {
            return;
        }
        while (unconfirmedBytes < windowBytes) {
            Calls calls = cursor.next(at);
            if (calls == null) {
                return;
            }
            unconfirmed.add(new Sent(calls.impulseEpoch(), calls.first() + calls.count() - 1, calls.length()));
            unconfirmedBytes += calls.length();
            send(calls, nowNanos);
        }
    }

    /** Notes that what was sent up to this position is durable at the other side. */
    void confirmed(Position durable) {
        Sent oldest = unconfirmed.peek();
        while (oldest != null && oldest.isCoveredBy(durable)) {
            unconfirmedBytes -= oldest.bytes;
            unconfirmed.poll();
            oldest = unconfirmed.peek();
        }
    }

    private record Sent(long impulseEpoch, long last, int bytes) {
        boolean isCoveredBy(Position position) {
            return impulseEpoch == 0 ? last <= position.replayable() : position.coversImpulse(impulseEpoch, last);
        }
    }
}
