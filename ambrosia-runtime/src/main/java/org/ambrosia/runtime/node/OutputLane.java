package org.ambrosia.runtime.node;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * What the dispatch loop says to the coordinator, in order: calls, and events between them. One thread appends and one takes, without
 * a lock and without an object for each call; what was appended can be taken at once, even while the handler that made it is still
 * running. Calls to one destination that follow each other are taken together.
 */
final class OutputLane {
    private static final int PARTS_AT_ONCE = 64;
    /** Room for a run, or for a call of 64 KiB with what goes before. */
    private static final int ARRAY_BYTES = CallRun.MOST_BYTES + (4 << 10);

    private final ArrayPool arrays;
    private Part writing = new Part("", new byte[ARRAY_BYTES], 0, null);
    private Part reading = writing;
    private int takenBytes;
    private int takenCalls;

    /**
     * Makes an empty lane.
     *
     * @param arrays where arrays are taken from, and given back when what was taken from them is done with; none if the taker keeps them
     */
    OutputLane(ArrayPool arrays) {
        this.arrays = arrays;
    }

    /** Appends a call. Returns whether it filled an array, so that the other side should be woken. Appender's side. */
    boolean append(String destination, Encoder body) {
        int most = body.length() + CallRun.CALL_OVERHEAD;
        boolean filled = most > Math.min(writing.bytes.length, CallRun.MOST_BYTES) - writing.end;
        if (filled) {
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
    }

    /** Takes what was appended, but not more than a few megabytes. Returns whether there may be more. Taker's side. */
    boolean take(Consumer<Event> consumer) {
        for (int parts = 0; parts < PARTS_AT_ONCE; parts++) {
            Part next = (Part) Part.NEXT.getAcquire(reading);
            long published = (long) Part.PUBLISHED.getAcquire(reading);
            int bytes = (int) (published >>> Integer.SIZE);
            int calls = (int) published;
            if (calls > takenCalls) {
                int from = reading.begin + takenBytes;
                CallRun run =
                        new CallRun(reading.destination, calls - takenCalls, reading.bytes, from, bytes - takenBytes);
                takenBytes = bytes;
                takenCalls = calls;
                consumer.accept(new Event.CallsMade(run));
            }
            if (next == null) {
                return false;
            }
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
        return true;
    }

    /**
     * The part before must not lead to this one any more: if it is old when it dies, a collection of young objects takes it for alive, and with it
     * everything to which it leads.
     */
    private void pass(Part next) {
        Part.NEXT.set(reading, null);
        reading = next;
    }

    private void link(Part part) {
        Part.NEXT.setRelease(writing, part);
        writing = part;
    }

    /**
     * Calls to one destination, or an event. Bytes are written once, behind those of the part before or in an array of their own; to what
     * was published nothing is added once a next part was linked.
     */
    private static final class Part {
        private static final VarHandle PUBLISHED;
        private static final VarHandle NEXT;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                PUBLISHED = lookup.findVarHandle(Part.class, "published", long.class);
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

        /** How many bytes, and in the lower half how many calls. */
        @SuppressWarnings("unused") // by VarHandle
        private long published;

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
            PUBLISHED.setRelease(this, (long) (end - begin) << Integer.SIZE | calls);
        }
    }
}
