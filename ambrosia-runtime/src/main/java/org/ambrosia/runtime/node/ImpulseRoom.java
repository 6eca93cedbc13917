package org.ambrosia.runtime.node;

import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;

/**
 * The room for impulses that wait for the coordinator to take them, in bytes. A thread that sends
 * more waits until there is room. So a gateway that is faster than its coordinator is slowed down,
 * and fills no memory. May be used from any thread.
 */
final class ImpulseRoom {
    private static final System.Logger LOGGER = System.getLogger(ImpulseRoom.class.getName());
    private static final long MAX_BYTES = 16 << 20;
    private static final long WAIT_MILLIS = 100;
    private static final long WARN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WARN_EACH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long bytes;
    private long elsewhere;
    private boolean closed;
    private boolean hasWarned;
    private long warnedNanos;

    /**
     * Takes room for an impulse.
     *
     * @param mayWait whether the current thread may wait for it; if not, there is always room
     * @throws AmbrosiaException if the instance has ended, or the thread was interrupted while it
     *     waited; the impulse must not be sent
     */
    synchronized void take(int size, boolean mayWait) {
        long begin = System.nanoTime();
        while (mayWait && !closed && bytes + elsewhere > 0 && bytes + elsewhere + size > MAX_BYTES) {
            try {
                wait(WAIT_MILLIS);
            } catch (InterruptedException interrupted) {
                throw notSent(interrupted);
            }
            warnIfLong(begin);
        }
        if (closed && mayWait) {
            throw new AmbrosiaException(
                    ErrorTag.INSTANCE_ENDED,
                    "An impulse was sent, but the instance has ended. End the thread that sends it.");
        }
        bytes += size;
    }

    /** Gives room back. */
    synchronized void give(int size) {
        bytes -= size;
        notifyAll();
    }

    /** Sets how many bytes were taken here and still wait elsewhere. */
    synchronized void elsewhere(long waiting) {
        boolean less = waiting < elsewhere;
        elsewhere = waiting;
        if (less) {
            notifyAll();
        }
    }

    /** Closes the room: no impulse is sent any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private AmbrosiaException notSent(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new AmbrosiaException(
                ErrorTag.INSTANCE_ENDED,
                "An impulse waited for room, since " + (bytes + elsewhere)
                        + " bytes of impulses were not taken by the coordinator, and its thread was interrupted. The"
                        + " impulse was not sent.",
                interrupted);
    }

    private void warnIfLong(long begin) {
        long now = System.nanoTime();
        if (now - begin > WARN_AFTER_NANOS && (!hasWarned || now - warnedNanos > WARN_EACH_NANOS)) {
            hasWarned = true;
            warnedNanos = now;
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "Threads wait to send impulses: " + (bytes + elsewhere)
                            + " bytes of them were not taken by the coordinator"
                            + " yet. It is slower than what sends them, or is not connected.");
        }
    }
}
