package org.ambrosia.simulator.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.Position;

/**
 * The one log that an instance has, as it must be: what was durable once stays, in its place and unchanged; each place has one
 * writer; nothing is confirmed or delivered that is not in it.
 */
public final class History {
    private final String instance;
    private final List<LoggedRecord> records = new ArrayList<>();
    private final Map<String, Position> positions = new TreeMap<>();
    /** What the primary of each epoch began to write last. */
    private final Map<Long, LoggedRecord> inFlight = new TreeMap<>();

    /** Makes the empty history of an instance. */
    public History(String instance) {
        this.instance = instance;
    }

    /** Returns what is known at this moment, as an image of the log has it that is put back later. */
    public History copy() {
        History copy = new History(instance);
        copy.records.addAll(records);
        copy.positions.putAll(positions);
        copy.inFlight.putAll(inFlight);
        return copy;
    }

    /** Returns whether the other history has this record too, byte by byte. */
    public boolean shares(long sequence, History other) {
        return sequence < records.size()
                && sequence < other.records.size()
                && same(records.get((int) sequence), other.records.get((int) sequence));
    }

    /** What is durable, in order. */
    public List<LoggedRecord> records() {
        return Collections.unmodifiableList(records);
    }

    /** A process begins to write a record, whose array may be used again later. One that was replaced, and does not know it yet, may do so too. */
    public void appending(LoggedRecord record) {
        byte[] kept = Arrays.copyOf(record.bytes(), record.length());
        inFlight.put(record.trailer().epoch(), new LoggedRecord(record.sequence(), kept, kept.length));
    }

    /** The write of a record has returned, and its writer acts on it. */
    public void durable(LoggedRecord record) {
        long epoch = record.trailer().epoch();
        LoggedRecord begun = inFlight.get(epoch);
        Violation.unless(
                begun != null && same(record, begun),
                instance + ": record " + record.sequence() + " is durable, but was not appended last");
        Violation.unless(
                records.isEmpty()
                        || epoch >= records.get(records.size() - 1).trailer().epoch(),
                instance + ": the writer of epoch " + epoch + " acts on record " + record.sequence()
                        + ", but a later epoch has begun");
        read(record);
    }

    /** A process has read a record; one whose write did not return may be there or not. */
    public void read(LoggedRecord record) {
        long sequence = record.sequence();
        if (sequence < records.size()) {
            Violation.unless(
                    same(record, records.get((int) sequence)),
                    instance + ": record " + sequence + " is not what was durable once");
            return;
        }
        LoggedRecord begun = inFlight.get(record.trailer().epoch());
        Violation.unless(
                begun != null && sequence == records.size() && same(record, begun),
                instance + ": record " + sequence + " was read, but never written; " + records.size() + " were");
        add(begun);
    }

    /** A process has read everything. */
    public void recoveredUpTo(long nextSequence) {
        Violation.unless(
                nextSequence == records.size(),
                instance + ": the log ends before record " + nextSequence + ", but " + records.size()
                        + " were durable");
    }

    /** A record is given to the application. */
    public void delivered(LoggedRecord record) {
        long sequence = record.sequence();
        Violation.unless(
                sequence < records.size() && same(record, records.get((int) sequence)),
                instance + ": record " + sequence + " is delivered, but is not durable; " + records.size() + " are");
    }

    /** The source is told that its calls up to here are durable. */
    public void confirmed(String source, Position position) {
        Position durable = positions.getOrDefault(source, Position.START);
        Violation.unless(
                position.replayable() <= durable.replayable()
                        && durable.coversImpulse(position.impulseEpoch(), position.impulse()),
                instance + " confirms calls of " + source + " up to " + position + ", but durable is " + durable);
    }

    private void add(LoggedRecord record) {
        records.add(record);
        for (InboxPosition each : record.trailer().moved()) {
            if (each.incarnation() == InboxPosition.GONE) {
                positions.remove(each.source());
                continue;
            }
            if (each.open()) {
                // An operator has said that what was taken before does not count.
                positions.remove(each.source());
                continue;
            }
            Position before = positions.put(each.source(), each.position());
            Violation.unless(
                    before == null || before.replayable() <= each.position().replayable(),
                    instance + ": the inbox of " + each.source() + " goes back from " + before + " to "
                            + each.position());
        }
    }

    private static boolean same(LoggedRecord one, LoggedRecord other) {
        return Arrays.equals(one.bytes(), 0, one.length(), other.bytes(), 0, other.length());
    }
}
