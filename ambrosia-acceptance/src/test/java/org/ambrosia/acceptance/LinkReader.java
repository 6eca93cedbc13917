package org.ambrosia.acceptance;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLException;

/** Reads what a coordinator says on a link. */
final class LinkReader {
    private static final String[] REASONS = {"MISMATCH", "FENCED", "CALLS_LOST", "DUPLICATE", "HISTORY"};

    private final DataInputStream in;
    /** The epoch of the other side, once it has greeted. */
    private long epoch;
    /** The number of the last call that came. */
    private long made;
    /** The id of the last call of ours that was answered. */
    private long answered;

    private final Map<String, Long> refusals = new TreeMap<>();

    LinkReader(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in));
    }

    long epoch() {
        return epoch;
    }

    long made() {
        return made;
    }

    Map<String, Long> refusals() {
        return refusals;
    }

    /** Reads up to a frame of this type; returns whether there was one. */
    boolean awaitFrame(int type) throws IOException {
        for (int found = next(); found > 0; found = next()) {
            if (found == type) {
                return true;
            }
        }
        return false;
    }

    /** Reads up to the answer of this call; returns whether there was one. */
    boolean awaitAnswer(long callId) throws IOException {
        while (answered != callId) {
            if (next() < 0) {
                return false;
            }
        }
        return true;
    }

    /** Reads until the other side closes the link, or resets it. */
    void awaitEnd() throws IOException {
        while (next() > 0) {
            // It goes on.
        }
    }

    /** Reads a frame; returns its type, or -1 at the end. */
    private int next() throws IOException {
        byte[] frame;
        try {
            frame = new byte[Integer.reverseBytes(in.readInt())];
            in.readFully(frame);
        } catch (EOFException | SocketException | SSLException end) {
            return -1;
        }
        ByteBuffer content =
                ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).position(4);
        int type = content.get();
        if (type == LinkWire.HELLO) {
            hello(content);
        } else if (type == LinkWire.REFUSED) {
            refusals.merge(REASONS[content.get()], 1L, Long::sum);
        } else if (type == LinkWire.CALLS) {
            calls(content);
        }
        return type;
    }

    private void hello(ByteBuffer in) {
        in.getInt();
        // Versions and features, and the names of both sides.
        zz(in);
        zz(in);
        zz(in);
        for (int i = 0; i < 2; i++) {
            int name = (int) zz(in);
            in.position(in.position() + name);
        }
        in.getLong();
        epoch = zz(in);
    }

    private void calls(ByteBuffer in) {
        boolean isImpulse = zz(in) != 0;
        long first = zz(in);
        long count = zz(in);
        // The record at which they were sent: its epoch and its number.
        zz(in);
        zz(in);
        if (!isImpulse) {
            made = Math.max(made, first + count - 1);
        }
        while (in.hasRemaining()) {
            int size = (int) zz(in);
            int end = in.position() + size;
            in.get();
            if (in.get() != 0) {
                int name = (int) zz(in);
                in.position(in.position() + name);
                answered = zz(in);
            }
            in.position(end);
        }
    }

    private static long zz(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
    }
}
