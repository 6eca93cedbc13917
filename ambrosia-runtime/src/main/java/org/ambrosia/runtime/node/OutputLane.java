package org.ambrosia.runtime.node;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * What the dispatch loop says to the coordinator, in order: bytes of messages, and events between them. One thread appends
 * and one takes, without a lock and without an object for each message; what was appended can be taken at once, even while
 * the handler that made it is still running.
 */
final class OutputLane {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int CHUNKS_AT_ONCE = 64;

    private Chunk writing = new Chunk(CHUNK_BYTES, null);
    private Chunk reading = writing;
    private int taken;

    /** Appends a message. Returns whether it filled a chunk, so that the other side should be woken. Appender's side. */
    boolean append(Encoder head, Encoder body) {
        int needed = head.length() + body.length();
        boolean filled = needed > writing.bytes.length - writing.length;
        if (filled) {
            link(new Chunk(Math.max(CHUNK_BYTES, needed), null));
        }
        writing.put(head);
        writing.put(body);
        writing.publish();
        return filled;
    }

    /** Appends an event. Appender's side. */
    void append(Event event) {
        link(new Chunk(0, event));
        link(new Chunk(CHUNK_BYTES, null));
    }

    /** Takes what was appended, but not more than a few megabytes. Returns whether there may be more. Taker's side. */
    boolean take(Consumer<Event> consumer) {
        for (int chunks = 0; chunks < CHUNKS_AT_ONCE; chunks++) {
            Chunk next = (Chunk) Chunk.NEXT.getAcquire(reading);
            int published = (int) Chunk.PUBLISHED.getAcquire(reading);
            if (published > taken) {
                int from = taken;
                taken = published;
                consumer.accept(new Event.BindingOutput(reading.bytes, from, published - from));
            }
            if (next == null) {
                return false;
            }
            reading = next;
            taken = 0;
            if (reading.event != null) {
                consumer.accept(reading.event);
            }
        }
        return true;
    }

    private void link(Chunk chunk) {
        Chunk.NEXT.setRelease(writing, chunk);
        writing = chunk;
    }

    /** Bytes that are written once, and published as they are. After a next one was linked nothing is added. */
    private static final class Chunk {
        private static final VarHandle PUBLISHED;
        private static final VarHandle NEXT;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                PUBLISHED = lookup.findVarHandle(Chunk.class, "published", int.class);
                NEXT = lookup.findVarHandle(Chunk.class, "next", Chunk.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        private final byte[] bytes;
        private final Event event;
        private int length;

        @SuppressWarnings("unused") // by VarHandle
        private int published;

        @SuppressWarnings("unused") // by VarHandle
        private Chunk next;

        Chunk(int capacity, Event event) {
            this.bytes = new byte[capacity];
            this.event = event;
        }

        void put(Encoder part) {
            System.arraycopy(part.array(), 0, bytes, length, part.length());
            length += part.length();
        }

        void publish() {
            PUBLISHED.setRelease(this, length);
        }
    }
}
