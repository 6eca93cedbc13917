package org.ambrosia.runtime.core;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.OutputEncoder;

/**
 * The session of a client with one instance: a {@linkplain CoordinatorCore coordinator}
 * without a log. What it appends counts as durable at once, since nothing outlives the caller's
 * process. So its calls are numbered, sent again, confirmed and answered like those of an instance.
 * Each is executed exactly once as long as the process lives, and at most once if it ends.
 *
 * <p>Deterministic, and driven by one thread at a time, like the coordinator.
 */
public final class ClientCore {
    private static final int LEAST_ARRAY = 4 << 10;

    private final Port port;
    private final CoordinatorCore core;
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();
    private final ArrayDeque<LoggedRecord> appended = new ArrayDeque<>();
    /** The array of an answer that is not read any more. */
    private byte[] spare = {};

    private long stored = -1;

    /**
     * Creates a session that has not begun.
     *
     * @param name a caller's name that was never used before
     * @param incarnation any positive number
     * @param maxMessageBytes the largest message that is sent or taken
     * @param peerTimeoutNanos how long a silent link counts as alive
     * @param limits as for an instance; the outbox has none, since there is no disk to which it
     *     could spill
     * @param port carries out the effects of the session
     */
    public ClientCore(
            String name,
            long incarnation,
            int maxMessageBytes,
            long peerTimeoutNanos,
            CoreSettings.Limits limits,
            Port port) {
        this.port = port;
        CoreSettings.Limits withoutDisk = new CoreSettings.Limits(
                limits.recordBytes(),
                limits.windowBytes(),
                limits.deliveryBytes(),
                Long.MAX_VALUE,
                limits.blockBytes());
        CoreSettings settings = new CoreSettings(
                name,
                incarnation,
                0,
                maxMessageBytes,
                Long.MAX_VALUE,
                false,
                peerTimeoutNanos,
                Long.MAX_VALUE,
                withoutDisk);
        this.core = new CoordinatorCore(settings, new NoLog(), port, new NoSpill());
    }

    /** The effects that a session asks for, carried out as {@link Effects} are. */
    public interface Port extends LinkEffects {
        /**
         * Receives answers, message after message as they are logged. The bytes are read before
         * this returns.
         */
        void answered(byte[] bytes, int offset, int length);

        /** Notifies the operator. */
        void warn(ErrorTag tag, String message);
    }

    /** Begins the session: calls may be made after this. */
    public void begin(long nowNanos, long wallMillis) {
        core.elected(ClientName.EPOCH);
        core.startFirst(nowNanos, wallMillis);
        settle(nowNanos, wallMillis);
    }

    /**
     * Handles an event: calls that were made, or what happened on links.
     *
     * @throws AmbrosiaException if the session can't go on, with {@link ErrorTag#CLIENT_FORGOTTEN}
     *     if the instance does not know it any more
     */
    public void on(CoordinatorEvent event, long nowNanos, long wallMillis) {
        core.on(event, nowNanos, wallMillis);
        settle(nowNanos, wallMillis);
    }

    private void settle(long nowNanos, long wallMillis) {
        while (goOn(nowNanos, wallMillis)) {}
    }

    /**
     * Notifies the instance that the caller will not come back, so that the instance need not wait
     * for it.
     */
    public void farewell(long nowNanos) {
        core.farewell(nowNanos);
    }

    /** Returns how many of its calls are known to be durable at the instance. */
    public long confirmedBy(String instance) {
        return core.confirmedBy(instance);
    }

    /** Returns how many bytes of calls are not known to be durable. */
    public long heldBytes() {
        return core.held().outboxBytes();
    }

    /** Returns whether every call is known to be durable. */
    public boolean isEmpty() {
        return core.held().outboxesEmpty();
    }

    private boolean goOn(long nowNanos, long wallMillis) {
        Delivery delivery = deliveries.poll();
        if (delivery instanceof Delivery.FirstStart) {
            byte[] initial = OutputEncoder.initialMessage();
            core.on(new ApplicationEvent.Output(initial, 0, initial.length), nowNanos, wallMillis);
            core.on(new ApplicationEvent.Checkpoint(new byte[0]), nowNanos, wallMillis);
            core.on(new ApplicationEvent.CaughtUp(), nowNanos, wallMillis);
        } else if (delivery instanceof Delivery.Messages messages) {
            port.answered(messages.bytes(), messages.offset(), messages.length());
            spare = messages.bytes();
            core.on(new ApplicationEvent.Consumed(messages.length()), nowNanos, wallMillis);
        } else if (delivery == null && stored >= 0) {
            long number = stored;
            stored = -1;
            core.on(new LogEvent.CheckpointStored(number), nowNanos, wallMillis);
        } else if (delivery == null && !appended.isEmpty()) {
            LoggedRecord record = appended.poll();
            core.on(new LogEvent.Appended(record.sequence(), record.length()), nowNanos, wallMillis);
        } else {
            return delivery != null;
        }
        return true;
    }

    private static IllegalStateException withoutLog() {
        return new IllegalStateException("A client has no log");
    }

    /**
     * The effects for a coordinator without a log: each is complete as soon as the event is
     * handled.
     */
    private final class NoLog implements Effects {
        @Override
        public void append(LoggedRecord record) {
            appended.add(record);
        }

        @Override
        public byte[] arrayFor(int bytes) {
            byte[] array = spare.length < bytes ? new byte[Math.max(bytes, LEAST_ARRAY)] : spare;
            spare = new byte[0];
            return array;
        }

        @Override
        public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
            stored = number;
        }

        @Override
        public void startSegment(long number, long firstSequence) {}

        @Override
        public void deliver(Delivery delivery) {
            deliveries.add(delivery);
        }

        @Override
        public void serve() {}

        @Override
        public void warn(ErrorTag tag, String message) {
            port.warn(tag, message);
        }

        @Override
        public void fail(AmbrosiaException reason) {
            throw reason;
        }

        @Override
        public void restore(int reading) {
            throw withoutLog();
        }

        @Override
        public void claim(long vacantTerm) {
            throw withoutLog();
        }

        @Override
        public void cutBinding() {
            throw withoutLog();
        }

        @Override
        public void feed(int session) {
            throw withoutLog();
        }

        @Override
        public void refuseBinding(AmbrosiaException reason) {
            throw reason;
        }
    }

    /** A spill that is never used. Memory has no limit here, since callers have to wait before. */
    private static final class NoSpill implements Spill {
        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public Place write(String destination, byte[] bytes, int length) {
            throw withoutLog();
        }

        @Override
        public byte[] read(Place place) {
            throw withoutLog();
        }

        @Override
        public void free(Place place) {
            throw withoutLog();
        }

        @Override
        public Collection<Place> retain(Collection<Place> places) {
            return List.of();
        }
    }
}
