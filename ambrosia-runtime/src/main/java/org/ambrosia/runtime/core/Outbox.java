package org.ambrosia.runtime.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;

/**
 * The calls to one destination that are not yet durable there, in the order in which they were
 * made. They are in blocks. Blocks for which memory has no room are on disk until they are sent.
 */
final class Outbox {
    /**
     * What the first block of calls takes; it grows as calls come, but not far, since what grows is
     * copied and is not used again.
     */
    private static final int FEW_BYTES = 256;

    private static final int MOST_GROWN_BYTES = 4 << 10;

    private static final int END = 0;
    private static final int INLINE = 1;
    private static final int SPILLED = 2;

    private final Party destination;
    private final OutboxRoom room;
    private long last;
    private long made;
    private long trimmed;
    private long impulseEpoch;
    private long lastImpulse;
    private Position durable = Position.START;
    private CallBlock head;
    private CallBlock tail;
    private long memoryBytes;
    private boolean takesPart;
    private boolean touched;

    Outbox(String destination, OutboxRoom room) {
        this.destination = Party.of(destination);
        this.room = room;
        this.head = emptyBlock();
        this.tail = head;
        account(head.memoryBytes());
    }

    String destination() {
        return destination.name();
    }

    /** Returns the party that is called. */
    Party party() {
        return destination;
    }

    /** The number of the last replayable call that was made. */
    long last() {
        return last;
    }

    /** The number of the last replayable call that is known to be durable at the destination. */
    long trimmed() {
        return trimmed;
    }

    /**
     * Returns how many replayable calls the present application has made, or is known to have made;
     * less than were made before it.
     */
    long made() {
        return made;
    }

    /**
     * Notes that another application makes calls again from here on. Calls that were made already
     * are only counted.
     */
    void madeAgainFrom(long number) {
        made = number;
        last = Math.max(last, number);
    }

    /**
     * Numbers a replayable call and keeps it, unless it was made before or is known to be durable
     * at the destination.
     */
    void addReplayable(byte[] body, int offset, int length) {
        made++;
        if (made <= last) {
            return;
        }
        last = made;
        if (last > trimmed) {
            reserve(length + CallRun.CALL_OVERHEAD);
            long before = tail.memoryBytes();
            tail.addReplayable(last, body, offset, length);
            account(tail.memoryBytes() - before);
            takePart();
        }
    }

    /** Adds replayable calls, as if each were added alone. */
    void addReplayable(CallRun calls) {
        long before = made;
        made += calls.count();
        long kept = Math.max(before, Math.max(last, trimmed));
        last = Math.max(last, made);
        if (made > kept) {
            CallRun fresh = calls.behind((int) (kept - before));
            reserve(fresh.length());
            long memoryBefore = tail.memoryBytes();
            tail.addReplayable(kept + 1, fresh);
            account(tail.memoryBytes() - memoryBefore);
            takePart();
        }
    }

    /**
     * Takes the replayable calls that another application of the same instance has made already,
     * and the application of this outbox has not.
     */
    void learn(Outbox other) {
        if (other.last <= last) {
            return;
        }
        madeAgainFrom(Math.max(last, other.trimmed));
        Cursor unknown = other.cursor(new Position(last, 0, 0));
        for (Calls calls = unknown.next(); calls != null; calls = unknown.next()) {
            Decoder in = new Decoder(calls.bytes(), calls.offset(), calls.length());
            for (int left = calls.count(); left > 0; left--) {
                int size = in.length();
                addReplayable(in.array(), in.position() + 1, size - 1);
                in.skip(size);
            }
        }
    }

    /** Gives back its room, since it is not needed any more. */
    void discard() {
        account(-memoryBytes);
        if (takesPart) {
            room.left();
        }
    }

    /**
     * Joins the room or leaves it. The outboxes that hold calls share the room. Those of outside
     * callers do not count, since there may be many.
     */
    private void takePart() {
        boolean holds = !isEmpty() && destination.hasLog();
        if (holds != takesPart) {
            takesPart = holds;
            if (holds) {
                room.joined();
            } else {
                room.left();
            }
        }
    }

    /** Marks that calls were added and not sent yet; returns whether that was not so before. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    /** Marks that what was added is looked at. */
    void untouch() {
        touched = false;
    }

    /** Numbers an impulse and keeps it. */
    void addImpulse(long epoch, byte[] body, int offset, int length) {
        if (epoch != impulseEpoch) {
            impulseEpoch = epoch;
            lastImpulse = 0;
        }
        lastImpulse++;
        reserve(length + CallRun.CALL_OVERHEAD);
        long before = tail.memoryBytes();
        tail.addImpulse(epoch, lastImpulse, body, offset, length);
        account(tail.memoryBytes() - before);
        takePart();
    }

    /** Drops what is durable at the destination, which may be more than was made again so far. */
    void trim(Position position) {
        trimmed = Math.max(trimmed, position.replayable());
        if (!durable.coversImpulse(position.impulseEpoch(), position.impulse())) {
            durable = position;
        }
        Position known = durable.withReplayable(trimmed);
        while (!isEmpty() && head.isCoveredBy(known)) {
            if (head == tail) {
                tailFrom(emptyBlock());
            }
            account(-head.memoryBytes());
            head.forget(room);
            head = head.next();
        }
        takePart();
    }

    /** Drops everything, as if it were durable at the destination. */
    void trimAll() {
        trim(new Position(last, impulseEpoch, lastImpulse));
    }

    /**
     * Returns whether the destination, which has taken calls up to here, lacks some that it had
     * confirmed as durable.
     */
    boolean isLostAt(Position taken) {
        return taken.replayable() < trimmed || !taken.coversImpulse(durable.impulseEpoch(), durable.impulse());
    }

    /** Returns whether no call was ever made to the destination. */
    boolean isBlank() {
        return last == 0 && made == 0 && trimmed == 0 && impulseEpoch == 0 && isEmpty();
    }

    /** Returns whether everything that was made is known to be durable at the destination. */
    boolean isEmpty() {
        return head.isEmpty() && head.next() == null;
    }

    /** Returns a place from which the calls after {@code resume} are sent, one after the other. */
    Cursor cursor(Position resume) {
        return new Cursor(resume);
    }

    /** Returns where calls of this outbox are on disk. */
    List<Spill.Place> places() {
        List<Spill.Place> places = new ArrayList<>();
        for (CallBlock block = head; block != null; block = block.next()) {
            if (block.place() != null) {
                places.add(block.place());
            }
        }
        return places;
    }

    /**
     * After a restart: notes that these places were freed. So what was there is durable at the
     * destination.
     */
    void freedBefore(Set<Spill.Place> gone) {
        long confirmed = trimmed;
        for (CallBlock block = head; block != null; block = block.next()) {
            if (block.place() != null && gone.contains(block.place())) {
                confirmed = block.lastReplayable();
            }
        }
        trim(durable.withReplayable(confirmed));
    }

    /** Returns whether calls up to here were made, so that the destination may have them. */
    boolean hasMade(Position position, long epoch) {
        boolean impulsesMade = position.impulseEpoch() < epoch
                || (position.impulseEpoch() == epoch
                        && position.impulse() <= (impulseEpoch == epoch ? lastImpulse : 0));
        return position.replayable() <= last && impulsesMade;
    }

    /**
     * Writes the numbers and the replayable calls that are not durable at the destination.
     *
     * @param whole whether those on disk are written too; if not, only where they are
     */
    void encode(Encoder out, boolean whole) {
        out.string(destination.name()).zz64(last).zz64(trimmed);
        for (CallBlock block = head; block != null; block = block.next()) {
            if (block.lastReplayable() <= trimmed) {
                continue;
            }
            if (block.place() == null || whole) {
                encodeInline(block.content(room.spill()), out);
            } else {
                out.u8(SPILLED).zz64(block.firstReplayable()).zz64(block.lastReplayable());
                block.place().encode(out);
            }
        }
        out.u8(END);
    }

    /**
     * Skips what {@link #encode} wrote after the destination; returns the number of the last call
     * that was made.
     */
    static long skipEncoded(Decoder in) {
        long last = in.positiveZz64();
        in.positiveZz64();
        for (int kind = in.u8(); kind != END; kind = in.u8()) {
            if (kind == INLINE) {
                in.skip(in.length());
            } else if (kind == SPILLED) {
                in.positiveZz64();
                in.positiveZz64();
                Spill.Place.decode(in);
            } else {
                throw in.malformed("an outbox has a part of the unknown kind " + kind);
            }
        }
        return last;
    }

    /** Reads what {@link #encode} wrote. */
    static Outbox decode(Decoder in, OutboxRoom room) {
        Outbox outbox = new Outbox(in.string(), room);
        long last = in.positiveZz64();
        outbox.trimmed = in.positiveZz64();
        outbox.madeAgainFrom(Math.min(last, outbox.trimmed));
        for (int kind = in.u8(); kind != END; kind = in.u8()) {
            if (kind == INLINE) {
                outbox.decodeInline(in);
            } else if (kind == SPILLED) {
                outbox.decodeSpilled(in);
            } else {
                throw in.malformed("an outbox has a part of the unknown kind " + kind);
            }
        }
        if (outbox.last != last) {
            throw in.malformed(
                    "the outbox of \"" + outbox.destination() + "\" ends at " + outbox.last + ", not at " + last);
        }
        return outbox;
    }

    private void encodeInline(CallRuns content, Encoder out) {
        Position known = new Position(trimmed, 0, 0);
        for (int run = 0; run < content.runCount(); run++) {
            int covered = content.coveredBy(run, known);
            if (content.epoch(run) == 0 && covered < content.count(run)) {
                Calls calls = content.behind(run, covered, LogPosition.NONE);
                out.u8(INLINE).zz32(calls.length()).bytes(calls.bytes(), calls.offset(), calls.length());
            }
        }
    }

    private void decodeInline(Decoder in) {
        int bytes = in.length();
        int end = in.position() + bytes;
        while (in.position() < end) {
            int size = in.length();
            if (size < 2 || in.u8() != MessageType.RPC) {
                throw in.malformed("a call of " + size + " bytes in an outbox");
            }
            addReplayable(in.array(), in.position(), size - 1);
            in.skip(size - 1);
        }
    }

    private void decodeSpilled(Decoder in) {
        long first = in.positiveZz64();
        long lastThere = in.positiveZz64();
        if (first < 1 || first > last + 1 || lastThere <= last) {
            throw in.malformed("calls " + first + " to " + lastThere + " on disk follow call " + last);
        }
        tailFrom(new CallBlock(Spill.Place.decode(in), first, lastThere));
        madeAgainFrom(lastThere);
        if (head.isEmpty()) {
            account(-head.memoryBytes());
            head = head.next();
        }
        takePart();
    }

    /** Ensures that the tail has room for calls of that many bytes. */
    private void reserve(int bytes) {
        if (tail.hasRoom(bytes)) {
            return;
        }
        if (room.isFullFor(memoryBytes) && !tail.isEmpty() && tail.place() == null) {
            long before = tail.memoryBytes();
            tail.spill(destination.name(), room.spill());
            account(-before);
        }
        boolean isLarge = bytes > room.blockBytes();
        tailFrom(new CallBlock(Math.max(room.blockBytes(), bytes), isLarge ? new byte[bytes] : room.blockArray()));
    }

    private CallBlock emptyBlock() {
        int capacity = Math.min(room.blockBytes(), MOST_GROWN_BYTES);
        return new CallBlock(capacity, new byte[Math.min(capacity, FEW_BYTES)]);
    }

    private void tailFrom(CallBlock block) {
        tail.next(block);
        tail = block;
        account(block.memoryBytes());
    }

    private void account(long bytes) {
        memoryBytes += bytes;
        room.taken(bytes);
    }

    /**
     * A place among the calls: everything before it was sent, or need not be sent. Belongs to one
     * link.
     */
    final class Cursor {
        private final Position resume;
        private CallBlock block;
        private CallRuns content;
        private int run;
        private int passed;

        private Cursor(Position resume) {
            this.resume = resume;
            this.block = head;
        }

        /** Returns the same as {@link #next(LogPosition)}, for a reader that is not a peer. */
        Calls next() {
            return next(LogPosition.NONE);
        }

        /**
         * Returns the next calls, as many as lie together; null if there are none now.
         *
         * @param at the last durable record of the instance's log
         */
        Calls next(LogPosition at) {
            while (true) {
                Calls calls = nextOfBlock(at);
                if (calls != null) {
                    return calls;
                }
                if (block.next() == null) {
                    return null;
                }
                block = block.next();
                content = null;
                run = 0;
                passed = 0;
            }
        }

        private Calls nextOfBlock(LogPosition at) {
            if (block.isEmpty() || block.isCoveredBy(resume) || block.isCoveredBy(durable.withReplayable(trimmed))) {
                return null;
            }
            if (content == null) {
                content = block.content(room.spill());
            }
            while (run < content.runCount()) {
                int count = content.count(run);
                passed = block.sends(content.epoch(run)) ? Math.max(passed, content.coveredBy(run, resume)) : count;
                if (passed < count) {
                    Calls calls = content.behind(run, passed, at);
                    passed = count;
                    return calls;
                }
                if (run + 1 == content.runCount()) {
                    return null;
                }
                run++;
                passed = 0;
            }
            return null;
        }
    }
}
