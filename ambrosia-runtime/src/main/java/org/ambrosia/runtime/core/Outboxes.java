package org.ambrosia.runtime.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.Position;

/**
 * The outboxes of all destinations, by name. Finding the one used last costs a comparison of a few
 * bytes.
 */
final class Outboxes {
    private final String self;
    private final OutboxRoom room;
    private final TreeMap<String, Outbox> byDestination = new TreeMap<>();
    private byte[] recentName = {};
    private Outbox recent;
    private final List<Outbox> touched = new ArrayList<>();

    Outboxes(String self, OutboxRoom room) {
        this.self = self;
        this.room = room;
    }

    /** The memory that they share. */
    OutboxRoom room() {
        return room;
    }

    Outbox of(String destination) {
        return byDestination.computeIfAbsent(destination, name -> new Outbox(name, room));
    }

    /** Returns the outbox of the destination with this name, which an application has sent. */
    Outbox named(String destination) {
        if (recent == null || !destination.equals(recent.destination())) {
            recent = of(ClientName.checkPeer(destination));
            recentName = destination.getBytes(StandardCharsets.UTF_8);
        }
        return recent;
    }

    /**
     * Returns the outbox of the instance whose name is next in the decoder; an empty name stands
     * for the instance itself.
     */
    Outbox named(Decoder name) {
        int length = name.length();
        int begin = name.position();
        name.skip(length);
        byte[] bytes = name.array();
        if (recent == null || !Arrays.equals(bytes, begin, begin + length, recentName, 0, recentName.length)) {
            String destination = new String(bytes, begin, length, StandardCharsets.UTF_8);
            recent = of(destination.isEmpty() ? self : ClientName.checkPeer(destination));
            recentName = Arrays.copyOfRange(bytes, begin, begin + length);
        }
        return recent;
    }

    /** Notes that calls were added to this outbox. */
    void touch(Outbox outbox) {
        if (outbox.touch()) {
            touched.add(outbox);
        }
    }

    /** Gives the action each outbox to which calls were added since the last time. */
    void forEachTouched(Consumer<Outbox> action) {
        for (Outbox each : touched) {
            each.untouch();
            action.accept(each);
        }
        touched.clear();
    }

    /** Goes on from these outboxes. Of what is on disk, keeps only what is theirs. */
    void restore(Collection<Outbox> outboxes) {
        outboxes.forEach(each -> byDestination.put(each.destination(), each));
        List<Spill.Place> places =
                outboxes.stream().flatMap(each -> each.places().stream()).toList();
        Set<Spill.Place> gone = new HashSet<>(room.spill().retain(places));
        outboxes.forEach(each -> each.freedBefore(gone));
    }

    /**
     * Takes the calls of a checkpoint that another replica took. The application of that replica
     * was ahead of this one's.
     */
    void learn(Collection<Outbox> stored) {
        for (Outbox each : stored) {
            of(each.destination()).learn(each);
            each.places().forEach(room.spill()::free);
            each.discard();
        }
    }

    /**
     * Forgets the answers for a client that will not come back; returns their outbox, or
     * null if there is none.
     */
    Outbox forget(String caller) {
        Outbox outbox = byDestination.remove(caller);
        if (outbox != null) {
            outbox.places().forEach(room.spill()::free);
            outbox.discard();
        }
        if (outbox == recent) {
            recent = null;
            recentName = new byte[0];
        }
        return outbox;
    }

    /** Returns the clients for which there is an outbox. */
    List<String> callers() {
        return List.copyOf(byDestination.tailMap(ClientName.MARK).keySet());
    }

    /** The outbox of this destination; null if there is none. */
    Outbox known(String destination) {
        return byDestination.get(destination);
    }

    /** Returns whether a call was ever made to this destination. */
    boolean isKnown(String destination) {
        return byDestination.containsKey(destination);
    }

    /** Returns whether calls wait for this destination. */
    boolean has(String destination) {
        Outbox outbox = byDestination.get(destination);
        return outbox != null && !outbox.isEmpty();
    }

    /**
     * The number of the last replayable call that was made to this destination. Changes nothing.
     */
    long lastTo(String destination) {
        Outbox outbox = byDestination.get(destination);
        return outbox == null ? 0 : outbox.last();
    }

    /**
     * Returns whether calls up to here were made to this destination, so that it may have them.
     * Changes nothing.
     */
    boolean hasMade(String destination, Position position, long epoch) {
        Outbox outbox = byDestination.get(destination);
        return outbox == null
                ? position.replayable() == 0 && !position.coversImpulse(epoch, 1)
                : outbox.hasMade(position, epoch);
    }

    /**
     * Returns how many replayable calls are not known to be durable at this destination. Changes
     * nothing.
     */
    long waitingFor(String destination) {
        Outbox outbox = byDestination.get(destination);
        return outbox == null ? 0 : Math.max(0, outbox.last() - outbox.trimmed());
    }

    /** Returns how many replayable calls were made to each destination. */
    Map<String, Long> made() {
        Map<String, Long> made = new TreeMap<>();
        byDestination.values().forEach(each -> made.put(each.destination(), each.last()));
        return made;
    }

    /** Notes that another application makes the calls after these numbers, or after 0, again. */
    void madeAgainFrom(Map<String, Long> numbers) {
        byDestination.values().forEach(each -> each.madeAgainFrom(0));
        numbers.forEach((destination, number) -> of(destination).madeAgainFrom(number));
    }

    /**
     * Returns what would be lost if calls were made again from these numbers on; null if nothing
     * would.
     *
     * @param isThere whether a client is known, and not gone
     */
    String gapBefore(Map<String, Long> numbers, Predicate<String> isThere) {
        for (Map.Entry<String, Long> each : numbers.entrySet()) {
            Outbox outbox = byDestination.get(ClientName.checkPeer(each.getKey()));
            if (outbox == null && !Party.of(each.getKey()).hasLog() && !isThere.test(each.getKey())) {
                // The caller is gone, and the application will come to the record that states this.
                continue;
            }
            long known = outbox == null ? 0 : Math.max(outbox.last(), outbox.trimmed());
            if (each.getValue() > known) {
                return "it does not have its calls " + (known + 1) + " to " + each.getValue() + " to \"" + each.getKey()
                        + "\" any more";
            }
        }
        return null;
    }

    /** Returns whether every call is known to be durable at its destination. */
    boolean areEmpty() {
        return byDestination.values().stream().allMatch(Outbox::isEmpty);
    }

    /** Returns the outboxes that were ever used. */
    List<Outbox> withoutBlank() {
        return byDestination.values().stream().filter(each -> !each.isBlank()).toList();
    }

    /** Drops the outbox of this destination if it was never used. */
    void dropIfBlank(String destination) {
        Outbox outbox = byDestination.get(destination);
        if (outbox != null && outbox.isBlank()) {
            forget(destination);
        }
    }

    Collection<Outbox> all() {
        return byDestination.values();
    }
}
