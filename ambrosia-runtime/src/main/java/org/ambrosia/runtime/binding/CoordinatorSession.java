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
 * The coordinator as an application in another process sees it. When the coordinator ends, the application keeps its state and
 * its place, and goes on with the next coordinator of the instance: it says how far it was given the log, and sends the calls
 * again that the ended one may have lost. Without threads, sockets or clocks; one thread at a time uses it.
 */
public final class CoordinatorSession {
    private static final long MOST_IMPULSE_BYTES = 16 << 20;

    private final String instance;
    private final Wire wire;
    private final Consumer<Delivery> application;
    private final RetainedCalls retained;
    private final ArrayDeque<byte[]> impulses = new ArrayDeque<>();
    /** Outside callers of which the last greeting spoke still. */
    private final List<String> answeredCallers = new ArrayList<>();

    /** What the last greeting said of the application. */
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
    /** How many states the application was given and has not taken on yet. */
    private int restoresDue;

    /**
     * Makes a session that is not connected.
     *
     * @param retainedBytes how many bytes of unconfirmed calls are kept in memory; with more, going on needs a restart
     * @param wire takes what is to be sent while connected
     * @param application is given what the coordinator delivers
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
        /** Sends bytes that are not changed any more. */
        void send(byte[] bytes, int offset, int length);
    }

    /** What to say on a new connection, before everything else. */
    public BindingHello hello(String token) {
        checkCanResume();
        answeredCallers.clear();
        greeted = hasState
                ? new Attachment.Resuming(
                        incarnation, new LogPosition(lastEpoch, lastSequence), retained.madeBefore(), primary)
                : new Attachment.Fresh();
        return new BindingHello(instance, token, greeted);
    }

    /** Whether the application can go on with another coordinator; if not, it has to be started again. */
    public boolean canResume() {
        return !retained.hasOverflowed();
    }

    /** The connection is gone. What the coordinator was still to be answered, no other one wants to hear. */
    public void disconnected() {
        open = false;
        staleCheckpoints += checkpointsDue;
        checkpointsDue = 0;
        staleCaughtUps += caughtUpsDue;
        caughtUpsDue = 0;
    }

    /** The coordinator said this. {@link CoordinatorRecord.Refused} is for the caller to handle. */
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
            answeredCallers.forEach(caller -> sendWhole(OutputEncoder.callerGone(caller)));
            answeredCallers.clear();
            sendImpulses();
        } else if (record instanceof Delivery delivery) {
            note(delivery);
            application.accept(delivery);
        }
    }

    /** The application has taken on a state that it was given; what it says from now on comes from that. */
    public void restored() {
        restoresDue--;
    }

    /** The application starts for the first time, and says this before its first checkpoint. */
    public void initialMessage(byte[] message) {
        sendWhole(message);
    }

    /**
     * The application made these calls, whose bytes are not changed any more. While it was given another state and has not taken it on, it
     * executes what is left of the time before, and its calls do not count.
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

    /** The application has executed that an outside caller is gone. */
    public void callerAnswered(String caller) {
        if (restoresDue == 0) {
            retained.forget(caller);
            sendWhole(OutputEncoder.callerGone(caller));
            if (!open) {
                answeredCallers.add(caller);
            }
        }
    }

    private void send(CallRun calls) {
        sendWhole(calls.head());
        wire.send(calls.bytes(), calls.offset(), calls.length());
    }

    /**
     * A thread of the application sends an impulse; without a connection it waits for the next. If too much waits, the oldest are lost,
     * as impulses may be that no log has.
     */
    public void impulse(byte[] message) {
        impulses.add(message);
        impulseBytes += message.length;
        sendImpulses();
        while (impulseBytes > MOST_IMPULSE_BYTES) {
            impulseBytes -= impulses.poll().length;
        }
    }

    /** How many bytes of impulses wait for the next connection. */
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

    /** The application has executed everything that was logged before it became primary. Returns whether that is news. */
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

    /** Calls that are kept no more can't be sent again, and those behind them would be counted wrong. */
    private void checkCanResume() {
        if (hasState && !canResume()) {
            throw new AmbrosiaException(
                    ErrorTag.CoordinatorLost,
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
