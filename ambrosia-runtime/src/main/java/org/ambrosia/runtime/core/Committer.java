package org.ambrosia.runtime.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.LargestMessage;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.ambrosia.runtime.protocol.Trim;

/**
 * Group commit. While one record is being written, the next one fills. It is written the moment the
 * first is durable. A full record is given to the log earlier, so that the log need not wait for
 * it, up to as many records as the log takes. There is no timer: an idle instance pays one write
 * per call, a busy one shares it.
 */
final class Committer {
    /** What the trailer of a small record takes, as a rule. */
    private static final int SMALL_TRAILER_BYTES = 512;
    /** What most trailers take; a longer one makes its record grow. */
    private static final int TRAILER_BYTES = 16 << 10;
    /** A record that outgrows this will be full soon, as a rule. */
    private static final int SMALL_BYTES = 64 << 10;

    private final CoreSettings settings;
    private final Effects effects;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private final Set<Outbox> trimmed = new LinkedHashSet<>();
    /**
     * The outboxes that wait for the record that reopens the inbox of the same peer. No record
     * before that one may state that they were trimmed.
     */
    private final Set<Outbox> forgetting = new LinkedHashSet<>();

    private final ArrayDeque<LoggedRecord> appending = new ArrayDeque<>();
    private long nextSequence;
    private long waitingBytes;
    private long epoch;
    private boolean open;

    Committer(CoreSettings settings, Effects effects) {
        this.settings = settings;
        this.effects = effects;
    }

    /** The epoch in which records are appended; 0 as long as this process is not primary. */
    long epoch() {
        return epoch;
    }

    void epoch(long number) {
        epoch = number;
    }

    long nextSequence() {
        return nextSequence;
    }

    /** Returns whether records may be appended, and none is at the moment. */
    boolean isBetweenRecords() {
        return open && appending.isEmpty();
    }

    /** Returns whether a record is being appended, and nothing waits for the next. */
    boolean isAppendingLast() {
        return appending.size() == 1 && waiting.isEmpty();
    }

    /**
     * Returns the sequence id of the last record that waits or is being appended. If there is none,
     * returns that of the last durable record.
     */
    long loggingThrough() {
        return nextSequence + waiting.size() - 1;
    }

    /** Returns how many bytes of messages are not durable yet. */
    long waitingBytes() {
        return waitingBytes;
    }

    /** Sets where the log goes on, as a checkpoint or a replayed record states. */
    void nextSequence(long sequence) {
        nextSequence = sequence;
    }

    /** Allows appends from now on. */
    void open() {
        open = true;
    }

    /**
     * Adds calls to the record that is being filled, and copies their bytes. The caller of this
     * method moves the inbox position.
     */
    void add(Inbox inbox, byte[] bytes, int offset, int length) {
        Batch batch = filling(length);
        batch.record.bytes(bytes, offset, length);
        batch.moved.add(inbox);
        waitingBytes += length;
    }

    /**
     * Logs in the next record that a client is known. This is to be durable before it may
     * call.
     */
    void register(Inbox caller) {
        filling(0).moved.add(caller);
        // The number after that of the record: no later registration can have it.
        caller.register(nextSequence + waiting.size());
    }

    /**
     * Logs two facts in one record, after all calls that were taken before: what was taken from
     * this source is forgotten, and what waited for it was dropped. With only one of the two, a
     * peer would be sent less than it lacks.
     *
     * @param outbox the calls to the source, all of which were dropped; null if there are none
     */
    void reopen(Inbox source, Outbox outbox) {
        source.reopen();
        Batch batch = filling(0);
        batch.moved.add(source);
        if (outbox != null) {
            batch.dropped.add(outbox);
            forgetting.add(outbox);
        }
    }

    /**
     * Notifies the application, after everything that was logged before, that a client
     * will not come back.
     */
    void gone(Inbox caller) {
        Batch batch = addOwn(MessageType.CALLER_GONE, caller.source());
        caller.leave();
        batch.moved.add(caller);
    }

    /**
     * Logs the schema of the application that is primary, for the applications that execute the log
     * after it.
     */
    void addSchema(String schema) {
        addOwn(MessageType.SCHEMA, schema);
    }

    private Batch addOwn(int type, String text) {
        Encoder content = new Encoder(text.length() + 16).u8(type).string(text);
        Encoder message = new Encoder(content.length() + 8);
        message.zz32(content.length()).bytes(content.array(), 0, content.length());
        Batch batch = filling(message.length());
        batch.record.bytes(message.array(), 0, message.length());
        waitingBytes += message.length();
        return batch;
    }

    /**
     * Logs for all replicas, after everything that was logged before, how large the messages of
     * handlers may be.
     */
    void largestMessage(int bytes) {
        byte[] message = LargestMessage.encode(bytes);
        filling(message.length).record.bytes(message, 0, message.length);
        waitingBytes += message.length;
    }

    /**
     * Logs one more record, though there may be nothing to log. By it, a reader of the log sees
     * where a segment begins.
     */
    void mark() {
        filling(0);
    }

    /** Takes the binding's initial message, to be logged before everything else. */
    void addInitialMessage(byte[] content) {
        Encoder message = new Encoder(content.length + 8);
        message.zz32(content.length + 1).u8(MessageType.INITIAL_MESSAGE).bytes(content, 0, content.length);
        filling(message.length()).record.bytes(message.array(), 0, message.length());
        waitingBytes += message.length();
    }

    /** Notes that the outbox was trimmed; the next record states this. */
    void trimmed(Outbox outbox) {
        trimmed.add(outbox);
    }

    /** Forgets an outbox that does not exist any more. */
    void forget(Outbox outbox) {
        trimmed.remove(outbox);
        forgetting.remove(outbox);
    }

    /**
     * Appends the next record if there is one and none is being written, and the one after that too
     * if it is full.
     *
     * @param oneByOne whether a place between two records is wanted, so that no record may follow
     *     the one that is being written
     */
    void commit(long wallMillis, boolean oneByOne) {
        int most = oneByOne ? 1 : settings.maxAppending();
        while (open && !waiting.isEmpty() && (appending.isEmpty() || (appending.size() < most && isNextFull()))) {
            append(waiting.poll(), wallMillis);
        }
    }

    /** Returns whether the next record is full: what came after it had no room in it. */
    private boolean isNextFull() {
        return waiting.size() > 1;
    }

    private void append(Batch batch, long wallMillis) {
        batch.close();
        List<Trim> trims = takeTrims(batch);
        Trailer trailer = new Trailer(epoch, wallMillis, batch.positions, trims);
        Encoder encoded = batch.record;
        RecordFormat.seal(encoded, settings.committerId(), nextSequence, trailer);
        LoggedRecord record = new LoggedRecord(nextSequence, encoded.array(), encoded.length());
        nextSequence++;
        int i = 0;
        for (Inbox each : batch.moved) {
            each.appended(batch.positions.get(i++));
        }
        appending.add(record);
        effects.append(record);
    }

    private List<Trim> takeTrims(Batch batch) {
        trimmed.addAll(batch.dropped);
        forgetting.removeAll(batch.dropped);
        List<Trim> trims = new ArrayList<>(trimmed.size());
        trimmed.removeIf(each -> {
            boolean isDue = !forgetting.contains(each);
            if (isDue) {
                trims.add(new Trim(each.destination(), each.trimmed()));
            }
            return isDue;
        });
        return trims;
    }

    /** Notes that the oldest record that was not durable is durable now, and returns it. */
    LoggedRecord appended(long sequence) {
        LoggedRecord record = appending.poll();
        if (record == null || record.sequence() != sequence) {
            throw new IllegalStateException("Record " + sequence + " was reported durable, but "
                    + (record == null ? "none" : record.sequence()) + " was being appended");
        }
        waitingBytes -= record.bodyLength();
        return record;
    }

    private Batch filling(int length) {
        Batch last = waiting.peekLast();
        if (last != null && last.length() + length <= settings.limits().recordBytes()) {
            if (!last.hasRoom(length)) {
                last.moveTo(arrayFor(last.length() + length));
            }
            return last;
        }
        if (last != null) {
            last.close();
        }
        Batch fresh = new Batch(last == null ? small(length) : arrayFor(length));
        waiting.add(fresh);
        return fresh;
    }

    private byte[] small(int length) {
        return effects.arrayFor(RecordFormat.HEADER_BYTES + length + SMALL_TRAILER_BYTES);
    }

    /** Returns an array for a record that has that many bytes of messages, and will have more. */
    private byte[] arrayFor(int length) {
        if (length < SMALL_BYTES) {
            return small(2 * length);
        }
        int most = Math.max(length, settings.limits().recordBytes());
        return effects.arrayFor(RecordFormat.HEADER_BYTES + most + TRAILER_BYTES);
    }

    /** A future record: its messages, after room for a header, and the inboxes that they move. */
    private static final class Batch {
        private final Set<Inbox> moved = new LinkedHashSet<>();
        private final Set<Outbox> dropped = new LinkedHashSet<>();
        private Encoder record;
        private List<InboxPosition> positions;

        Batch(byte[] array) {
            record = new Encoder(array);
            record.skip(RecordFormat.HEADER_BYTES);
        }

        /** Returns whether messages of that many bytes fit into its array. */
        boolean hasRoom(int bytes) {
            return record.length() + bytes <= record.array().length;
        }

        void moveTo(byte[] array) {
            Encoder larger = new Encoder(array);
            larger.bytes(record.array(), 0, record.length());
            record = larger;
        }

        /** Returns how many bytes its messages take. */
        int length() {
            return record.length() - RecordFormat.HEADER_BYTES;
        }

        /**
         * Fixes the positions; nothing is added from now on. Calls that come later move them again,
         * in another record.
         */
        void close() {
            if (positions == null) {
                positions = moved.stream().map(Inbox::current).toList();
            }
        }
    }
}
