package org.ambrosia.runtime.binding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.BindingHello;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.OutputEncoder;

/**
 * The coordinator as an application in another process sees it. When the coordinator ends, the
 * application keeps its state and its position, and continues with the next coordinator of the
 * instance. It reports the position up to which it has received the log, and sends again the calls
 * that the ended coordinator may have lost. Has no threads, sockets or clocks; one thread at a time
 * uses it.
 */
public final class CoordinatorSession {
    private static final long MOST_IMPULSE_BYTES = 16 << 20;

    private final String instance;
    private final Wire wire;
    private final Consumer<Delivery> application;
    private final RetainedCalls retained;
    private final ArrayDeque<byte[]> impulses = new ArrayDeque<>();
    /** Clients, gone since, that the last greeting still counted. */
    private final List<String> answeredClients = new ArrayList<>();

    /** The attachment that the last greeting contained. */
    private Attachment greeted = new Attachment.Fresh();

    private long impulseBytes;
    private long incarnation;
    private long lastEpoch;
    private long lastSequence = -1;
    private boolean hasState;
    private boolean open;
    private boolean primary;
    private int checkpointsDue;
    private int staleCheckpoints;
    private int caughtUpsDue;
    private int staleCaughtUps;
    /** How many states the application has received but not loaded yet. */
    private int restoresDue;

    /**
     * Creates a session that is not connected.
     *
     * @param retainedBytes how many bytes of unconfirmed calls are kept in memory; with more, a
     *     restart is needed to continue
     * @param wire takes what is to be sent while connected
     * @param application receives what the coordinator delivers
     */
    public CoordinatorSession(String instance, long retainedBytes, Wire wire, Consumer<Delivery> application) {
        this.instance = instance;
        this.wire = wire;
        this.application = application;
        this.retained = new RetainedCalls(retainedBytes);
    }

    /** Sends to the coordinator. */
    @FunctionalInterface
    public interface Wire {
        /** Sends bytes that do not change any more. */
        void send(byte[] bytes, int offset, int length);
    }

    /** Returns the first message on a new connection. */
    public BindingHello hello(String token) {
        checkCanResume();
        answeredClients.clear();
        greeted = hasState
                ? new Attachment.Resuming(
                        incarnation, new LogPosition(lastEpoch, lastSequence), retained.madeBefore(), primary)
                : new Attachment.Fresh();
        return new BindingHello(instance, token, greeted);
    }

    /**
     * Returns whether the application can continue with another coordinator; if not, it must be
     * restarted.
     */
    public boolean canResume() {
        return !retained.hasOverflowed();
    }

    /**
     * The connection is gone. Answers that the old coordinator still expected are not sent to
     * another one.
     */
    public void disconnected() {
        open = false;
        staleCheckpoints += checkpointsDue;
        checkpointsDue = 0;
        staleCaughtUps += caughtUpsDue;
        caughtUpsDue = 0;
    }

    /** The coordinator sent this record. The caller handles {@link CoordinatorRecord.Refused}. */
    public void received(CoordinatorRecord record) {
        if (record instanceof CoordinatorRecord.Welcome welcome) {
            incarnation = hasState ? incarnation : welcome.incarnation();
            if (greeted instanceof Attachment.Resuming resuming) {
                byte[] made = OutputEncoder.made(resuming.made());
                wire.send(made, 0, made.length);
            }
            byte[] echo = OutputEncoder.echo(welcome.nonce());
            wire.send(echo, 0, echo.length);
        } else if (record instanceof Delivery.Confirmed confirmed) {
            retained.confirm(confirmed.calls());
        } else if (record instanceof Delivery.Resume) {
            checkCanResume();
            open = true;
            retained.forEach(this::send);
            answeredClients.forEach(caller -> sendWhole(OutputEncoder.clientGone(caller)));
            answeredClients.clear();
            sendImpulses();
        } else if (record instanceof Delivery delivery) {
            note(delivery);
            application.accept(delivery);
        }
    }

    /**
     * The application has loaded a state that it received; its output from now on comes from that
     * state.
     */
    public void restored() {
        restoresDue--;
    }

    /** The application starts for the first time, and sends this before its first checkpoint. */
    public void initialMessage(byte[] message) {
        sendWhole(message);
    }

    /**
     * The application made these calls, whose bytes do not change any more. After it receives
     * another state and before it loads it, it still executes messages from before, and its calls
     * do not count.
     */
    public void output(CallRun calls) {
        if (restoresDue > 0) {
            return;
        }
        retained.add(calls);
        if (open) {
            send(calls);
        } else {
            checkCanResume();
        }
    }

    /** The application has executed that a client is gone. */
    public void clientAnswered(String caller) {
        if (restoresDue == 0) {
            retained.forget(caller);
            sendWhole(OutputEncoder.clientGone(caller));
            if (!open) {
                answeredClients.add(caller);
            }
        }
    }

    private void send(CallRun calls) {
        sendWhole(calls.head());
        wire.send(calls.bytes(), calls.offset(), calls.length());
    }

    /**
     * A thread of the application sends an impulse. Without a connection, the impulse waits for the
     * next one. If too many bytes wait, the oldest impulses are lost; that is permitted for
     * impulses that are in no log.
     */
    public void impulse(byte[] message) {
        impulses.add(message);
        impulseBytes += message.length;
        sendImpulses();
        while (impulseBytes > MOST_IMPULSE_BYTES) {
            impulseBytes -= impulses.poll().length;
        }
    }

    /** Returns how many bytes of impulses wait for the next connection. */
    public long impulseBytes() {
        return impulseBytes;
    }

    /** The application's state, at this place among its calls. */
    public void checkpoint(byte[] state) {
        if (staleCheckpoints > 0) {
            staleCheckpoints--;
        } else {
            checkpointsDue--;
            sendWhole(OutputEncoder.checkpoint(state.length));
            sendWhole(state);
        }
    }

    /** The application's state can't be stored now. */
    public void checkpointFailed(AmbrosiaException why) {
        if (staleCheckpoints > 0) {
            staleCheckpoints--;
        } else {
            checkpointsDue--;
            sendWhole(OutputEncoder.checkpointFailed(why));
        }
    }

    /**
     * The application has executed everything that was logged before it became primary. Returns
     * whether this was still expected.
     */
    public boolean caughtUp() {
        if (staleCaughtUps > 0) {
            staleCaughtUps--;
            return false;
        }
        caughtUpsDue--;
        sendWhole(OutputEncoder.caughtUp());
        return true;
    }

    private void note(Delivery delivery) {
        if (delivery instanceof Delivery.Messages messages) {
            lastEpoch = messages.epoch();
            lastSequence = messages.sequence();
            hasState = true;
        } else if (delivery instanceof Delivery.Restore restore) {
            restoresDue++;
            retained.restart(restore.made());
            lastEpoch = restore.epoch();
            lastSequence = restore.nextSequence() - 1;
            hasState = true;
            open = true;
        } else if (delivery instanceof Delivery.FirstStart) {
            open = true;
            primary = true;
            checkpointsDue++;
            caughtUpsDue++;
        } else if (delivery instanceof Delivery.TakeCheckpoint) {
            checkpointsDue++;
        } else if (delivery instanceof Delivery.BecomingPrimary) {
            primary = true;
            caughtUpsDue++;
        }
    }

    /**
     * Calls that are no longer kept can't be sent again, and those after them would be counted
     * wrong.
     */
    private void checkCanResume() {
        if (hasState && !canResume()) {
            throw new AmbrosiaException(
                    ErrorTag.COORDINATOR_LOST,
                    "The coordinator of \"" + instance
                            + "\" is gone, and there are more calls that it had not confirmed than are"
                            + " kept to be sent again (retainedBytes). The application ends; started again, it recovers from the log.");
        }
    }

    private void sendImpulses() {
        while (open && !impulses.isEmpty()) {
            byte[] next = impulses.poll();
            impulseBytes -= next.length;
            sendWhole(next);
        }
    }

    private void sendWhole(byte[] bytes) {
        if (open) {
            wire.send(bytes, 0, bytes.length);
        }
    }
}
