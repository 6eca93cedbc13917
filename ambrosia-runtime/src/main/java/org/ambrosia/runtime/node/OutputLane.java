package org.ambrosia.runtime.node;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * The output of the dispatch loop to the coordinator, in order: calls, and events between them. One
 * thread appends and one takes, without a lock and without an object for each call. Consecutive
 * calls to one destination are taken together.
 *
 * <p>Output can be taken once it is published, when the handler that made it has returned. So the
 * output of a handler during which the process ends never leaves, and the instance can continue
 * without that handler. Two kinds of output leave earlier: output that has filled an array, and
 * output that has waited so long that the handler must be waiting for something.
 */
final class OutputLane {
    private static final int PARTS_AT_ONCE = 64;
    private static final long MAX_HOLD_NANOS = 1_000_000_000L;
    /** Room for a run, or for a call of 64 KiB with what precedes it. */
    private static final int ARRAY_BYTES = CallRun.MOST_BYTES + (4 << 10);

    private final ArrayPool arrays;
    private final LongSupplier nanos;
    private Part writing = new Part("", new byte[ARRAY_BYTES], 0, null);
    /** The first part that is not fully published. */
    private Part unpublished = writing;

    private Part reading = writing;
    private int takenBytes;
    private int takenCalls;
    /** The time since which unpublished output waits and nothing else came; 0 if none waits. */
    private long heldSinceNanos;

    /**
     * Creates an empty lane.
     *
     * @param arrays where arrays are taken from, and given back after their content is done with;
     *     an empty pool if the taker keeps them
     */
    OutputLane(ArrayPool arrays) {
        this(arrays, System::nanoTime);
    }

    /** Creates an empty lane with this clock. */
    OutputLane(ArrayPool arrays, LongSupplier nanos) {
        this.arrays = arrays;
        this.nanos = nanos;
    }

    /**
     * Appends a call. Returns whether it filled an array, so that the other side should be woken.
     * Appender's side.
     */
    boolean append(String destination, Encoder body) {
        int most = body.length() + CallRun.CALL_OVERHEAD;
        boolean filled = most > Math.min(writing.bytes.length, CallRun.MOST_BYTES) - writing.end;
        if (filled) {
            publish();
            link(new Part(destination, arrays.take(Math.max(ARRAY_BYTES, most)), 0, null));
        } else if (!destination.equals(writing.destination)) {
            link(new Part(destination, writing.bytes, writing.end, null));
        }
        writing.add(body);
        return filled;
    }

    /** Appends an event. Appender's side. */
    void append(Event event) {
        byte[] bytes = writing.bytes;
        int end = writing.end;
        link(new Part("", bytes, end, event));
        link(new Part("", bytes, end, null));
        publish();
    }

    /** Lets the other side take what was appended. Appender's side. */
    void publish() {
        Part part = unpublished;
        part.publish();
        for (Part next = part.following(); next != null; next = part.following()) {
            next.publish();
            Part.NEXT.setRelease(part, next);
            Part.FOLLOWING.setRelease(part, null);
            part = next;
        }
        unpublished = part;
    }

    /**
     * Takes published output, but at most a few megabytes. Returns whether there may be more.
     * Taker's side.
     */
    boolean take(Consumer<Event> consumer) {
        for (int parts = 0; parts < PARTS_AT_ONCE; parts++) {
            Part next = reading.next();
            if (takeCalls(reading.published(), consumer) || next != null) {
                heldSinceNanos = 0;
            }
            if (next == null) {
                return takeHeld(consumer);
            }
            pass(next, consumer);
        }
        return true;
    }

    /** Takes unpublished output too, if it has not changed for long. */
    private boolean takeHeld(Consumer<Event> consumer) {
        Part following = reading.following();
        long appended = reading.appended();
        if (following == null && (int) appended == takenCalls) {
            return false;
        }
        long now = nanos.getAsLong();
        if (heldSinceNanos == 0) {
            heldSinceNanos = now;
        }
        if (now - heldSinceNanos < MAX_HOLD_NANOS) {
            return false;
        }
        takeCalls(appended, consumer);
        if (following != null) {
            pass(following, consumer);
        }
        return following != null;
    }

    /** Takes calls of the part that is being read, up to here. Returns whether there were any. */
    private boolean takeCalls(long upTo, Consumer<Event> consumer) {
        int bytes = (int) (upTo >>> Integer.SIZE);
        int calls = (int) upTo;
        if (calls <= takenCalls) {
            return false;
        }
        int from = reading.begin + takenBytes;
        CallRun run = new CallRun(reading.destination, calls - takenCalls, reading.bytes, from, bytes - takenBytes);
        takenBytes = bytes;
        takenCalls = calls;
        consumer.accept(new ApplicationEvent.CallsMade(run));
        return true;
    }

    private void pass(Part next, Consumer<Event> consumer) {
        if (next.bytes != reading.bytes) {
            arrays.give(reading.bytes);
        }
        pass(next);
        takenBytes = 0;
        takenCalls = 0;
        if (reading.event != null) {
            consumer.accept(reading.event);
        }
    }

    /**
     * Moves on to the next part, and removes the link to it from the part before. If that part is
     * old when it dies, a collection of young objects treats it as alive, and with it everything to
     * which it leads.
     */
    private void pass(Part next) {
        Part.NEXT.set(reading, null);
        reading = next;
    }

    private void link(Part part) {
        Part.FOLLOWING.setRelease(writing, part);
        writing = part;
    }

    /**
     * Calls to one destination, or an event. Bytes are written once, after those of the part before
     * or in an array of their own. Once a next part is linked, nothing is added to what was
     * published.
     */
    private static final class Part {
        private static final VarHandle APPENDED;
        private static final VarHandle PUBLISHED;
        private static final VarHandle FOLLOWING;
        private static final VarHandle NEXT;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                APPENDED = lookup.findVarHandle(Part.class, "appended", long.class);
                PUBLISHED = lookup.findVarHandle(Part.class, "published", long.class);
                FOLLOWING = lookup.findVarHandle(Part.class, "following", Part.class);
                NEXT = lookup.findVarHandle(Part.class, "next", Part.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        private final String destination;
        private final byte[] bytes;
        private final int begin;
        private final Event event;
        private int end;
        private int calls;
        private int publishedCalls;

        /** The number of appended bytes, and in the lower half the number of appended calls. */
        @SuppressWarnings("unused") // by VarHandle
        private long appended;

        /** The same numbers of what is published. */
        @SuppressWarnings("unused") // by VarHandle
        private long published;

        /** The next part, until that is published. */
        @SuppressWarnings("unused") // by VarHandle
        private Part following;

        /** The next part, once that is published. */
        @SuppressWarnings("unused") // by VarHandle
        private Part next;

        Part(String destination, byte[] bytes, int begin, Event event) {
            this.destination = destination;
            this.bytes = bytes;
            this.begin = begin;
            this.end = begin;
            this.event = event;
        }

        void add(Encoder body) {
            end = CallRun.encode(body.array(), 0, body.length(), bytes, end);
            calls++;
            APPENDED.setRelease(this, (long) (end - begin) << Integer.SIZE | calls);
        }

        void publish() {
            if (calls > publishedCalls) {
                publishedCalls = calls;
                PUBLISHED.setRelease(this, (long) (end - begin) << Integer.SIZE | calls);
            }
        }

        long appended() {
            return (long) APPENDED.getAcquire(this);
        }

        long published() {
            return (long) PUBLISHED.getAcquire(this);
        }

        Part following() {
            return (Part) FOLLOWING.getAcquire(this);
        }

        Part next() {
            return (Part) NEXT.getAcquire(this);
        }
    }
}
