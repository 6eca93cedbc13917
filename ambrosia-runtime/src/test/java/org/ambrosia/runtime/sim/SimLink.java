package org.ambrosia.runtime.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.ambrosia.runtime.core.Event;

/** A link between two processes: frames arrive in order, after a while, until it is cut. */
final class SimLink {
    private final SimScheduler scheduler;
    private final int number;
    private final SimInstance dialler;
    private final SimInstance answerer;
    private final ArrayDeque<byte[]> toDialler = new ArrayDeque<>();
    private final ArrayDeque<byte[]> toAnswerer = new ArrayDeque<>();
    private boolean open = true;

    SimLink(SimScheduler scheduler, int number, SimInstance dialler, SimInstance answerer) {
        this.scheduler = scheduler;
        this.number = number;
        this.dialler = dialler;
        this.answerer = answerer;
    }

    boolean joins(SimInstance instance) {
        return open && (instance == dialler || instance == answerer);
    }

    void open() {
        dialler.on(new Event.LinkOpened(number, answerer.name()));
        answerer.on(new Event.LinkOpened(number, null));
    }

    void send(SimInstance sender, byte[] frame) {
        if (open) {
            queueTo(other(sender)).add(frame);
            scheduler.later(400, () -> readMore(other(sender)));
        }
    }

    /** Passes on what has arrived, unless the receiver does not read. */
    void readMore(SimInstance receiver) {
        ArrayDeque<byte[]> queue = queueTo(receiver);
        while (open && !receiver.isDead() && receiver.isReading() && !queue.isEmpty()) {
            byte[] frame = queue.poll();
            receiver.on(new Event.LinkReceived(number, Arrays.copyOfRange(frame, 4, frame.length)));
        }
    }

    /** One side closes: the other gets what was sent before, and then hears of it. */
    void closeBy(SimInstance closer) {
        if (open) {
            SimInstance other = other(closer);
            scheduler.later(400, () -> {
                readMore(other);
                if (open) {
                    open = false;
                    other.on(new Event.LinkClosed(number));
                }
            });
        }
    }

    /** The network fails: what was not yet read is lost, and both sides hear of it at different times. */
    void cut() {
        if (open) {
            open = false;
            scheduler.later(3_000, () -> dialler.on(new Event.LinkClosed(number)));
            scheduler.later(3_000, () -> answerer.on(new Event.LinkClosed(number)));
        }
    }

    private SimInstance other(SimInstance one) {
        return one == dialler ? answerer : dialler;
    }

    private ArrayDeque<byte[]> queueTo(SimInstance receiver) {
        return receiver == dialler ? toDialler : toAnswerer;
    }
}
