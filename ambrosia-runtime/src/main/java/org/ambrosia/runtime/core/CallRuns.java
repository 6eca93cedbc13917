package org.ambrosia.runtime.core;

import java.util.Arrays;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;

/**
 * Calls one after the other, as bytes, so that a call costs no object. A run is a stretch of
 * consecutive numbers of one stream; a new run begins where replayable calls and impulses
 * alternate.
 */
final class CallRuns {
    private static final byte[] NO_BYTES = {};
    private static final int EPOCH = 0;
    private static final int FIRST = 1;
    private static final int COUNT = 2;
    private static final int OFFSET = 3;
    private static final int FIELDS = 4;

    private final int capacity;
    private byte[] bytes;
    private int length;
    private long[] runs = new long[FIELDS];
    private int runCount;

    /**
     * Creates runs without calls.
     *
     * @param capacity how many bytes they may take
     * @param array where they are kept at first
     */
    CallRuns(int capacity, byte[] array) {
        this.capacity = capacity;
        this.bytes = array;
    }

    /** Gives back the array, since the calls are not needed any more. */
    byte[] release() {
        byte[] array = bytes;
        bytes = NO_BYTES;
        return array;
    }

    /** Returns whether calls of that many bytes fit in. */
    boolean hasRoom(int bytesOfCalls) {
        return bytesOfCalls <= capacity - length;
    }

    boolean isEmpty() {
        return runCount == 0;
    }

    int runCount() {
        return runCount;
    }

    /** The epoch of a run's impulses; 0 for replayable calls. */
    long epoch(int run) {
        return runs[run * FIELDS + EPOCH];
    }

    int count(int run) {
        return (int) runs[run * FIELDS + COUNT];
    }

    /** Returns how much memory this takes. */
    long memoryBytes() {
        return bytes.length + 8L * runs.length;
    }

    /** Adds a call after the others. The caller of this method has checked that there is room. */
    void add(long epoch, long number, byte[] body, int offset, int bodyLength) {
        count(epoch, number, 1);
        append(body, offset, bodyLength);
    }

    /**
     * Adds replayable calls after the others. The first of them has this number. The caller of this
     * method has checked that there is room.
     */
    void add(long number, CallRun calls) {
        count(0, number, calls.count());
        reserve(calls.length());
        System.arraycopy(calls.bytes(), calls.offset(), bytes, length, calls.length());
        length += calls.length();
    }

    /** Returns how many of a run's calls are at or before the position. */
    int coveredBy(int run, Position position) {
        long epoch = epoch(run);
        long before;
        if (epoch == 0) {
            before = position.replayable();
        } else if (epoch == position.impulseEpoch()) {
            before = position.impulse();
        } else {
            before = epoch < position.impulseEpoch() ? Long.MAX_VALUE : 0;
        }
        long first = runs[run * FIELDS + FIRST];
        int count = count(run);
        return before >= first + count ? count : (int) Math.max(0, Math.min(count, before - first + 1));
    }

    /**
     * Returns the calls of a run after its first {@code passed}; there is at least one.
     *
     * @param at the last durable record of the instance's log
     */
    Calls behind(int run, int passed, LogPosition at) {
        int begin = (int) runs[run * FIELDS + OFFSET];
        int end = run + 1 < runCount ? (int) runs[(run + 1) * FIELDS + OFFSET] : length;
        Decoder in = new Decoder(bytes, begin, end - begin);
        for (int i = 0; i < passed; i++) {
            in.skip(in.length());
        }
        return new Calls(
                epoch(run),
                runs[run * FIELDS + FIRST] + passed,
                count(run) - passed,
                at,
                bytes,
                in.position(),
                in.remaining());
    }

    void encode(Encoder out) {
        out.zz32(runCount);
        for (int i = 0; i < runCount; i++) {
            out.zz64(epoch(i)).zz64(runs[i * FIELDS + FIRST]).zz32(count(i)).zz32((int) runs[i * FIELDS + OFFSET]);
        }
        out.bytes(bytes, 0, length);
    }

    /** Reads what {@link #encode} wrote. The check of these bytes holds. */
    static CallRuns decode(byte[] encoded) {
        Decoder in = new Decoder(encoded);
        int count = in.length();
        CallRuns decoded = new CallRuns(0, NO_BYTES);
        decoded.runs = new long[count * FIELDS];
        decoded.runCount = count;
        for (int i = 0; i < count; i++) {
            decoded.runs[i * FIELDS + EPOCH] = in.zz64();
            decoded.runs[i * FIELDS + FIRST] = in.zz64();
            decoded.runs[i * FIELDS + COUNT] = in.zz32();
            decoded.runs[i * FIELDS + OFFSET] = in.zz32();
        }
        decoded.bytes = in.bytes(in.remaining());
        decoded.length = decoded.bytes.length;
        return decoded;
    }

    private void count(long epoch, long first, int count) {
        int last = (runCount - 1) * FIELDS;
        if (runCount > 0 && runs[last + EPOCH] == epoch && runs[last + FIRST] + runs[last + COUNT] == first) {
            runs[last + COUNT] += count;
            return;
        }
        int at = runCount * FIELDS;
        if (at == runs.length) {
            runs = Arrays.copyOf(runs, 2 * at);
        }
        runs[at + EPOCH] = epoch;
        runs[at + FIRST] = first;
        runs[at + COUNT] = count;
        runs[at + OFFSET] = length;
        runCount++;
    }

    private void append(byte[] body, int offset, int bodyLength) {
        reserve(bodyLength + CallRun.CALL_OVERHEAD);
        length = CallRun.encode(body, offset, bodyLength, bytes, length);
    }

    private void reserve(int count) {
        int needed = length + count;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(2 * bytes.length, capacity)));
        }
    }
}
