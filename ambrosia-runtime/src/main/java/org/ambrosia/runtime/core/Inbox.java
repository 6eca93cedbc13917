package org.ambrosia.runtime.core;

import java.nio.charset.StandardCharsets;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;

/**
 * The positions up to which one source's calls were taken: into a record that waits ({@code
 * taken}), and into one that was appended.
 */
final class Inbox {
    private final Party source;
    private final byte[] sourceBytes;
    private long incarnation;
    private long epoch;
    private Position taken = Position.START;
    private LogPosition seen = LogPosition.NONE;
    private boolean open;
    private InboxPosition logged;
    private Position durable = Position.START;
    private boolean left;

    Inbox(String source) {
        this.source = Party.of(source);
        this.sourceBytes = source.getBytes(StandardCharsets.UTF_8);
        this.logged = new InboxPosition(source, 0, Position.START);
    }

    String source() {
        return source.name();
    }

    /** Returns the party that calls. */
    Party party() {
        return source;
    }

    /** The source's name as it stands in calls; never changed. */
    byte[] sourceBytes() {
        return sourceBytes;
    }

    /** The incarnation of the source whose calls are counted; 0 before the first. */
    long incarnation() {
        return incarnation;
    }

    /** The highest epoch in which this incarnation of the source was met. */
    long epoch() {
        return epoch;
    }

    /** The last calls that were taken, into a record that may still wait to be appended. */
    Position taken() {
        return taken;
    }

    /** Returns what the last appended record states about this source. */
    InboxPosition logged() {
        return logged;
    }

    /**
     * Returns how far the source's own log had come when it sent the last calls that were taken.
     */
    LogPosition seen() {
        return seen;
    }

    /** Returns whether the next replayable call is taken whatever its number is. */
    boolean isOpen() {
        return open;
    }

    InboxPosition current() {
        return new InboxPosition(source.name(), incarnation, taken, seen, open);
    }

    /**
     * Returns whether nothing was ever taken from the source, nor is remembered of it, so that the
     * inbox need not be kept.
     */
    boolean isBlank() {
        return !open && !left && taken.equals(Position.START) && logged.isGone();
    }

    /**
     * Forgets what was taken before, as an operator has asked. The source goes on with whatever
     * call it has.
     */
    void reopen() {
        incarnation = 0;
        epoch = 0;
        taken = Position.START;
        seen = LogPosition.NONE;
        durable = Position.START;
        open = true;
    }

    /**
     * Registers the source, a new client. From now on, its position contains the
     * registration's number where that of an instance contains the epoch of its impulses.
     */
    void register(long registration) {
        taken = new Position(0, registration, 0);
    }

    /**
     * Returns whether a client's registration is on stable storage, so that it may call;
     * instances need none.
     */
    boolean isRegistered() {
        return source.hasLog() || durable.impulseEpoch() != 0;
    }

    /**
     * Notes that the source, a client, will not come back; the record that states this is
     * being filled.
     */
    void leave() {
        left = true;
        incarnation = InboxPosition.GONE;
        taken = Position.START;
    }

    /** Returns whether the source will not come back. */
    boolean hasLeft() {
        return left;
    }

    /** Notes that the source has shown itself; a new incarnation counts from the start. */
    void met(long sourceIncarnation, long sourceEpoch) {
        if (sourceIncarnation != incarnation) {
            incarnation = sourceIncarnation;
            taken = Position.START;
            seen = LogPosition.NONE;
            durable = Position.START;
        }
        epoch = sourceEpoch;
    }

    /** The number in the stream of {@code calls} up to which calls were taken already. */
    long takenBefore(Calls calls) {
        if (calls.impulseEpoch() == 0) {
            return open ? calls.first() - 1 : taken.replayable();
        }
        if (calls.impulseEpoch() == taken.impulseEpoch()) {
            return taken.impulse();
        }
        return calls.impulseEpoch() < taken.impulseEpoch() ? Long.MAX_VALUE : 0;
    }

    void take(Calls calls) {
        long last = calls.first() + calls.count() - 1;
        open &= calls.impulseEpoch() != 0;
        seen = seen.max(calls.at());
        taken = calls.impulseEpoch() == 0 ? taken.withReplayable(last) : taken.withImpulse(calls.impulseEpoch(), last);
    }

    void appended(InboxPosition position) {
        logged = position;
    }

    /** The last calls that are on stable storage. */
    Position durable() {
        return durable;
    }

    void durable(Position position) {
        durable = position;
    }

    /** Sets the position to what a checkpoint or a replayed record states. */
    void restore(InboxPosition position) {
        incarnation = position.incarnation();
        taken = position.position();
        seen = position.seen();
        open = position.open();
        logged = position;
        durable = position.position();
        epoch = Math.max(epoch, source.hasLog() ? Math.max(taken.impulseEpoch(), seen.epoch()) : 0);
    }
}
