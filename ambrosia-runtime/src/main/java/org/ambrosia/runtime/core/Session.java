package org.ambrosia.runtime.core;

import java.util.ArrayDeque;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.Position;

/** One link's conversation: who is at the other side, what was sent on it, and when it was last heard. */
final class Session {
    private final int link;
    private final String dialled;
    private final Effects effects;
    private final int windowBytes;
    private final ArrayDeque<Sent> unconfirmed = new ArrayDeque<>();
    private String peer;
    private long incarnation;
    private long epoch;
    private Outbox.Cursor cursor;
    private long unconfirmedBytes;
    private long heardNanos;
    private long spokeNanos;

    Session(int link, String dialled, int windowBytes, Effects effects, long nowNanos) {
        this.link = link;
        this.dialled = dialled;
        this.windowBytes = windowBytes;
        this.effects = effects;
        this.heardNanos = nowNanos;
        this.spokeNanos = nowNanos;
    }

    int link() {
        return link;
    }

    /** The peer that was dialled; null if the other side dialled. */
    String dialled() {
        return dialled;
    }

    /** Who is at the other side; null until it has said so. */
    String peer() {
        return peer;
    }

    boolean isFrom(long peerIncarnation, long peerEpoch) {
        return incarnation == peerIncarnation && epoch == peerEpoch;
    }

    void met(PeerFrame.Hello hello) {
        peer = hello.sender();
        incarnation = hello.incarnation();
        epoch = hello.epoch();
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
        effects.send(link, FrameFormat.encode(frame));
    }

    void resume(Outbox.Cursor place) {
        cursor = place;
        unconfirmed.clear();
        unconfirmedBytes = 0;
    }

    /** Sends calls until there are no more or too many bytes are on their way. */
    void pump(long nowNanos) {
        if (cursor == null) {
            return;
        }
        while (unconfirmedBytes < windowBytes) {
            Calls calls = cursor.next();
            if (calls == null) {
                return;
            }
            unconfirmed.add(new Sent(calls.impulseEpoch(), calls.first() + calls.count() - 1, calls.length()));
            unconfirmedBytes += calls.length();
            send(calls, nowNanos);
        }
    }

    /** What was sent up to this position is durable at the other side. */
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
