package org.ambrosia.runtime.binding;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Party;

/**
 * The replayable calls that a coordinator could lose if it ended now: those that are neither in a
 * checkpoint nor known to be durable at their destinations. They stay in the arrays in which they
 * were made.
 */
final class RetainedCalls {
    private final long mostBytes;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private final Map<String, Long> madeBefore = new TreeMap<>();
    private final Map<String, Long> made = new TreeMap<>();
    private final Map<String, Long> confirmed = new TreeMap<>();
    private long bytes;
    private boolean overflowed;

    /**
     * Creates an empty object.
     *
     * @param mostBytes how many bytes are kept; if there are more, none are kept
     */
    RetainedCalls(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Calls, and the number of the last of them. */
    private record Kept(CallRun calls, long last) {}

    /** Calls are counted from these counts on. */
    void restart(Map<String, Long> counts) {
        kept.clear();
        bytes = 0;
        overflowed = false;
        confirmed.clear();
        madeBefore.clear();
        madeBefore.putAll(counts);
        made.clear();
        made.putAll(counts);
    }

    /** Returns how many calls to each destination were made before those that are kept. */
    Map<String, Long> madeBefore() {
        return new TreeMap<>(madeBefore);
    }

    /**
     * Returns whether, at some time, there were more unconfirmed calls than are kept, so that some
     * are gone.
     */
    boolean hasOverflowed() {
        return overflowed;
    }

    /** Keeps calls, whose bytes do not change any more. */
    void add(CallRun calls) {
        long last = made.merge(calls.destination(), (long) calls.count(), Long::sum);
        if (overflowed) {
            return;
        }
        bytes += calls.length();
        if (bytes > mostBytes) {
            overflowed = true;
            kept.clear();
            bytes = 0;
        } else {
            kept.add(new Kept(calls, last));
        }
    }

    /** No more replies to this client are kept or counted. */
    void forget(String caller) {
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            CallRun calls = all.next().calls();
            if (calls.destination().equals(caller)) {
                bytes -= calls.length();
                all.remove();
            }
        }
        madeBefore.remove(caller);
        made.remove(caller);
        confirmed.remove(caller);
    }

    /** These calls are durable elsewhere, up to these numbers. */
    void confirm(Map<String, Long> numbers) {
        numbers.forEach((destination, number) -> {
            // A checkpoint that was taken before a caller was forgotten may be stored after that.
            boolean forgotten = !Party.of(destination).hasLog() && !made.containsKey(destination);
            if (!forgotten) {
                confirmed.merge(destination, number, Math::max);
            }
        });
        while (!kept.isEmpty() && isConfirmed(kept.peek())) {
            Kept gone = kept.poll();
            bytes -= gone.calls().length();
            madeBefore.put(gone.calls().destination(), gone.last());
        }
    }

    /** Passes what is kept to {@code target}, in order. */
    void forEach(Consumer<CallRun> target) {
        kept.forEach(each -> target.accept(each.calls()));
    }

    private boolean isConfirmed(Kept each) {
        return each.last() <= confirmed.getOrDefault(each.calls().destination(), 0L);
    }
}
