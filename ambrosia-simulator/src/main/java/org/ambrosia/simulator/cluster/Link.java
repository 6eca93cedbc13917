package org.ambrosia.simulator.cluster;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;

/**
 * A link between two processes. As TCP does, it keeps the order of frames and loses none between two that arrive: when one is
 * lost, so is everything behind it, and the sides hear of it later, or not at all.
 */
final class Link {
    private static final int LENGTH_BYTES = 4;

    private final Network network;
    private final int number;
    private final LinkEnd dialler;
    private final LinkEnd answerer;
    private final String diallerName;
    private final Direction toDialler = new Direction();
    private final Direction toAnswerer = new Direction();
    private boolean open = true;

    Link(Network network, int number, LinkEnd dialler, LinkEnd answerer) {
        this.network = network;
        this.number = number;
        this.dialler = dialler;
        this.answerer = answerer;
        this.diallerName = dialler.name();
    }

    boolean isOpen() {
        return open;
    }

    boolean joins(LinkEnd process) {
        return process == dialler || process == answerer;
    }

    /** The name of the other end, as it was when the link was opened. */
    String nameOfOther(LinkEnd one) {
        return one == dialler ? answerer.name() : diallerName;
    }

    /** The other end. */
    LinkEnd other(LinkEnd one) {
        return one == dialler ? answerer : dialler;
    }

    /** Tells both sides, or only the answerer. */
    void opened(boolean diallerHears) {
        String peer = answerer.name();
        if (diallerHears) {
            dialler.run(
                    () -> dialler.on(new LinkEvent.Opened(number, peer, answerer.incarnation(), answerer.certified())));
        } else {
            dialler.run(() -> dialler.on(new LinkEvent.DialFailed(peer)));
        }
        answerer.run(() -> answerer.on(new LinkEvent.Opened(number, null, 0, dialler.certified())));
    }

    void send(LinkEnd sender, byte[] frame) {
        Direction way = to(other(sender));
        if (!open || way.lost || network.losesFrom(sender, other(sender))) {
            way.lost = true;
            return;
        }
        if (way.previous != null && network.duplicates()) {
            pass(way, sender, network.tossesCoin() ? way.withCallsBefore(frame) : FrameFormat.encode(way.previous));
        }
        way.remember(frame);
        pass(way, sender, frame);
    }

    private void pass(Direction way, LinkEnd sender, byte[] frame) {
        LinkEnd receiver = other(sender);
        long arrival = Math.max(way.lastArrivalNanos, network.arrivalNanos(sender, receiver));
        way.lastArrivalNanos = arrival;
        network.at(arrival, () -> {
            if (open) {
                way.arrived.add(frame);
                receiver.run(() -> readMore(receiver));
            }
        });
    }

    /** Passes on what has arrived, unless the receiver does not read. */
    void readMore(LinkEnd receiver) {
        Direction way = to(receiver);
        while (open && receiver.isAlive() && receiver.isReading() && !way.arrived.isEmpty()) {
            byte[] frame = way.arrived.poll();
            byte[] content = Arrays.copyOfRange(frame, LENGTH_BYTES, frame.length);
            receiver.on(new LinkEvent.Received(number, content, content.length));
            ReusedArray.isFree(content);
        }
    }

    /** One side closes: the other gets what was sent before, and then hears of it. */
    void closeBy(LinkEnd closer) {
        LinkEnd other = other(closer);
        Direction way = to(other);
        long arrival = Math.max(way.lastArrivalNanos, network.arrivalNanos(closer, other));
        network.at(
                arrival,
                () -> other.run(() -> {
                    readMore(other);
                    if (open) {
                        open = false;
                        other.on(new LinkEvent.Closed(number));
                    }
                }));
    }

    /** The link is gone: what was not yet read is lost. Those who hear of it do so at different times. */
    void cut(boolean diallerHears, boolean answererHears) {
        if (open) {
            open = false;
            if (diallerHears) {
                network.soon(() -> dialler.run(() -> dialler.on(new LinkEvent.Closed(number))));
            }
            if (answererHears) {
                network.soon(() -> answerer.run(() -> answerer.on(new LinkEvent.Closed(number))));
            }
        }
    }

    private Direction to(LinkEnd receiver) {
        return receiver == dialler ? toDialler : toAnswerer;
    }

    /** One way of a link. */
    private static final class Direction {
        private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
        private long lastArrivalNanos;
        private boolean lost;
        private Calls previous;

        void remember(byte[] frame) {
            PeerFrame decoded = FrameFormat.decode(frame, LENGTH_BYTES, frame.length - LENGTH_BYTES);
            previous = decoded instanceof Calls calls ? calls : previous;
        }

        /** The calls of the frame with those before in front, as a sender might send them; else those before alone. */
        byte[] withCallsBefore(byte[] frame) {
            PeerFrame decoded = FrameFormat.decode(frame, LENGTH_BYTES, frame.length - LENGTH_BYTES);
            if (!(decoded instanceof Calls calls)) {
                return FrameFormat.encode(previous);
            }
            boolean follows = calls.impulseEpoch() == previous.impulseEpoch()
                    && calls.first() == previous.first() + previous.count();
            if (!follows) {
                return FrameFormat.encode(previous);
            }
            Encoder both = new Encoder(previous.length() + calls.length());
            both.bytes(previous.bytes(), previous.offset(), previous.length());
            both.bytes(calls.bytes(), calls.offset(), calls.length());
            return FrameFormat.encode(new Calls(
                    calls.impulseEpoch(),
                    previous.first(),
                    previous.count() + calls.count(),
                    calls.at(),
                    both.array(),
                    0,
                    both.length()));
        }
    }
}
