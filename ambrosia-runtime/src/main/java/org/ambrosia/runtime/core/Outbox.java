package org.ambrosia.runtime.core;

import java.util.Arrays;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;

/**
 * The calls to one destination that are not yet durable there, in the order in which they were made. They are kept as
 * bytes in chunks, each with consecutive numbers of one stream, so that a call costs no object.
 */
final class Outbox {
    private static final int CHUNK_BYTES = 64 << 10;
    /** What a call takes beyond its body: its size, at most 5 bytes, and its type. */
    private static final int CALL_OVERHEAD = 6;

    private final String destination;
    private long last;
    private long trimmed;
    private long impulseEpoch;
    private long lastImpulse;
    private long reported;
    private Position durable = Position.START;
    private Chunk head = new Chunk(0, 1, CHUNK_BYTES);
    private Chunk tail = head;

    Outbox(String destination) {
        this.destination = destination;
    }

    String destination() {
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

    /** The highest number of a replayable call of which the destination said that it has taken it. */
    long reported() {
        return reported;
    }

    void reported(long number) {
        reported = Math.max(reported, number);
    }

    /** Numbers a replayable call and keeps it, unless it is known to be durable at the destination. */
    void addReplayable(byte[] body, int offset, int length) {
        last++;
        if (last > trimmed) {
            tailFor(0, last, length).add(body, offset, length);
        }
    }

    /** Numbers an impulse and keeps it. */
    void addImpulse(long epoch, byte[] body, int offset, int length) {
        if (epoch != impulseEpoch) {
            impulseEpoch = epoch;
            lastImpulse = 0;
        }
        lastImpulse++;
        tailFor(epoch, lastImpulse, length).add(body, offset, length);
    }

    /** Drops what is durable at the destination, which may be more than was made again so far. */
    void trim(Position position) {
        trimmed = Math.max(trimmed, position.replayable());
        if (!durable.coversImpulse(position.impulseEpoch(), position.impulse())) {
            durable = position;
        }
        Position known = durable.withReplayable(trimmed);
        while (head.coveredBy(known) == head.count && !isEmpty()) {
            if (head.next == null) {
                tailFrom(new Chunk(0, last + 1, CHUNK_BYTES));
            }
            head = head.next;
        }
    }

    /** Whether the destination, which has taken calls up to here, lacks some that it had confirmed as durable. */
    boolean isLostAt(Position taken) {
        return taken.replayable() < trimmed || !taken.coversImpulse(durable.impulseEpoch(), durable.impulse());
    }

    /** Whether everything that was made is known to be durable at the destination. */
    boolean isEmpty() {
        return head.count == 0 && head.next == null;
    }

    /** A place from which the calls behind {@code resume} are sent, one after the other. */
    Cursor cursor(Position resume) {
        return new Cursor(resume);
    }

    /** Writes the numbers and the replayable calls that are not durable at the destination. */
    void encode(Encoder out) {
        out.string(destination).zz64(last).zz64(trimmed);
        Position known = new Position(trimmed, 0, 0);
        for (Chunk chunk = head; chunk != null; chunk = chunk.next) {
            int covered = chunk.epoch == 0 ? chunk.coveredBy(known) : chunk.count;
            if (covered < chunk.count) {
                int begin = chunk.offsetOf(covered);
                out.zz32(chunk.length - begin).bytes(chunk.bytes, begin, chunk.length - begin);
            }
        }
        out.zz32(0);
    }

    /** Reads what {@link #encode} wrote. */
    static Outbox decode(Decoder in) {
        Outbox outbox = new Outbox(in.string());
        long last = in.positiveZz64();
        outbox.trimmed = in.positiveZz64();
        outbox.last = Math.min(last, outbox.trimmed);
        for (int bytes = in.length(); bytes > 0; bytes = in.length()) {
            int end = in.position() + bytes;
            while (in.position() < end) {
                int size = in.length();
                if (size < 2 || in.u8() != MessageType.RPC) {
                    throw in.malformed("a call of " + size + " bytes in an outbox");
                }
                outbox.addReplayable(in.array(), in.position(), size - 1);
                in.skip(size - 1);
            }
        }
        if (outbox.last != last) {
            throw in.malformed(
                    "the outbox of \"" + outbox.destination + "\" ends at " + outbox.last + ", not at " + last);
        }
        return outbox;
    }

    private Chunk tailFor(long epoch, long number, int bodyLength) {
        boolean goesOn = tail.epoch == epoch && tail.first + tail.count == number;
        if (!goesOn || !tail.hasRoom(bodyLength)) {
            tailFrom(new Chunk(epoch, number, Math.max(CHUNK_BYTES, bodyLength + CALL_OVERHEAD)));
        }
        return tail;
    }

    private void tailFrom(Chunk chunk) {
        tail.next = chunk;
        tail = chunk;
    }

    /** Consecutive calls of one stream; grows up to its capacity. Cursors may stay in a chunk that was dropped. */
    private static final class Chunk {
        private final long epoch;
        private final long first;
        private final int capacity;
        private byte[] bytes;
        private int length;
        private int count;
        private Chunk next;

        Chunk(long epoch, long first, int capacity) {
            this.epoch = epoch;
            this.first = first;
            this.capacity = capacity;
            this.bytes = new byte[capacity > CHUNK_BYTES ? capacity : 256];
        }

        boolean hasRoom(int bodyLength) {
            return bodyLength + CALL_OVERHEAD <= capacity - length;
        }

        void add(byte[] body, int offset, int bodyLength) {
            int needed = length + bodyLength + CALL_OVERHEAD;
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(2 * bytes.length, capacity)));
            }
            int rest = (bodyLength + 1) << 1;
            while ((rest & ~0x7f) != 0) {
                bytes[length++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[length++] = (byte) rest;
            bytes[length++] = MessageType.RPC;
            System.arraycopy(body, offset, bytes, length, bodyLength);
            length += bodyLength;
            count++;
        }

        /** How many of the calls are at or before the position. */
        int coveredBy(Position position) {
            long before;
            if (epoch == 0) {
                before = position.replayable();
            } else if (epoch == position.impulseEpoch()) {
                before = position.impulse();
            } else {
                before = epoch < position.impulseEpoch() ? Long.MAX_VALUE : 0;
            }
            return before >= first + count ? count : (int) Math.max(0, Math.min(count, before - first + 1));
        }

        int offsetOf(int index) {
            return offsetBehind(0, index);
        }

        int offsetBehind(int offset, int calls) {
            Decoder in = new Decoder(bytes, offset, length - offset);
            for (int i = 0; i < calls; i++) {
                in.skip(in.length());
            }
            return in.position();
        }
    }

    /** A place among the calls: everything before it was sent, or needs not be. Belongs to one link. */
    final class Cursor {
        private final Position resume;
        private Chunk chunk;
        private int index;
        private int offset;

        private Cursor(Position resume) {
            this.resume = resume;
            enter(head);
        }

        /** The next calls, as many as lie together; null if there are none now. */
        Calls next() {
            passCovered();
            while (index == chunk.count) {
                if (chunk.next == null) {
                    return null;
                }
                enter(chunk.next);
            }
            Calls calls = new Calls(
                    chunk.epoch, chunk.first + index, chunk.count - index, chunk.bytes, offset, chunk.length - offset);
            index = chunk.count;
            offset = chunk.length;
            return calls;
        }

        private void enter(Chunk target) {
            chunk = target;
            index = 0;
            offset = 0;
            passCovered();
        }

        private void passCovered() {
            int covered = chunk.coveredBy(resume);
            if (covered > index) {
                offset = chunk.offsetBehind(offset, covered - index);
                index = covered;
            }
        }
    }
}
