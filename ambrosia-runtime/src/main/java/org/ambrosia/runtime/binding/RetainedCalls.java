package org.ambrosia.runtime.binding;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * The replayable calls that a coordinator could lose if it ended now: those that are neither in a checkpoint nor known to be
 * durable at their destinations. They stay in the arrays in which they were made.
 */
final class RetainedCalls {
    private final String self;
    private final long mostBytes;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private final Map<String, Long> madeBefore = new TreeMap<>();
    private final Map<String, Long> made = new TreeMap<>();
    private final Map<String, Long> confirmed = new TreeMap<>();
    private long bytes;
    private boolean overflowed;

    /**
     * Makes an empty one.
     *
     * @param self the instance's name, for which an empty destination stands
     * @param mostBytes how many bytes are kept; if there are more, none are
     */
    RetainedCalls(String self, long mostBytes) {
        this.self = self;
        this.mostBytes = mostBytes;
    }

    private record Chunk(byte[] bytes, int offset, int length, Map<String, Long> last) {}

    /** Calls are counted from here on. */
    void restart(Map<String, Long> counts) {
        chunks.clear();
        bytes = 0;
        overflowed = false;
        confirmed.clear();
        madeBefore.clear();
        madeBefore.putAll(counts);
        made.clear();
        made.putAll(counts);
    }

    /** How many calls to each destination were made before those that are kept. */
    Map<String, Long> madeBefore() {
        return new TreeMap<>(madeBefore);
    }

    /** Whether more calls were unconfirmed at one time than are kept, so that some are gone. */
    boolean hasOverflowed() {
        return overflowed;
    }

    /** Keeps the calls among these messages, which are not changed any more. */
    void add(byte[] array, int offset, int length) {
        Decoder in = new Decoder(array, offset, length);
        Map<String, Long> last = new TreeMap<>();
        int from = offset;
        while (in.remaining() > 0) {
            int begin = in.position();
            int size = in.length();
            int end = in.position() + size;
            int type = in.u8();
            if (type == MessageType.RPC) {
                String destination = in.string();
                last.put(
                        destination.isEmpty() ? self : destination,
                        made.merge(destination.isEmpty() ? self : destination, 1L, Long::sum));
            } else {
                keep(new Chunk(array, from, begin - from, last));
                last = new TreeMap<>();
                from = end;
            }
            in.skip(end - in.position());
        }
        keep(new Chunk(array, from, offset + length - from, last));
    }

    /** These are durable elsewhere, up to these numbers. */
    void confirm(Map<String, Long> calls) {
        calls.forEach((destination, number) -> confirmed.merge(destination, number, Math::max));
        while (!chunks.isEmpty() && isConfirmed(chunks.peek())) {
            Chunk gone = chunks.poll();
            bytes -= gone.length();
            madeBefore.putAll(gone.last());
        }
    }

    /** Is given what is kept. */
    @FunctionalInterface
    interface Target {
        void send(byte[] bytes, int offset, int length);
    }

    void forEach(Target target) {
        for (Chunk each : chunks) {
            target.send(each.bytes(), each.offset(), each.length());
        }
    }

    private void keep(Chunk chunk) {
        if (chunk.length() == 0 || overflowed) {
            return;
        }
        bytes += chunk.length();
        if (bytes > mostBytes) {
            overflowed = true;
            chunks.clear();
            bytes = 0;
        } else {
            chunks.add(chunk);
        }
    }

    private boolean isConfirmed(Chunk chunk) {
        for (Map.Entry<String, Long> each : chunk.last().entrySet()) {
            if (each.getValue() > confirmed.getOrDefault(each.getKey(), 0L)) {
                return false;
            }
        }
        return true;
    }
}
