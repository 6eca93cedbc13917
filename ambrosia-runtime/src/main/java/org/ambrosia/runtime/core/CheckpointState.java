package org.ambrosia.runtime.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.InboxPosition;

/**
 * The coordinator's part of a checkpoint: how far the log had come, what was taken from each
 * source, and the calls that were made but are not known to be durable at their destinations.
 * Impulses are not kept: they are lost until logged.
 *
 * @param initialMessage what is to be logged first; empty except in the first checkpoint
 * @param nextSequence the sequence id of the first record after the checkpoint
 * @param inboxes the inbox positions at that place of the log
 * @param outboxes the outboxes with everything that the application had sent before its state was
 *     taken
 * @param history where each epoch of the log begins
 * @param takenMillis when it was taken, by the wall clock in milliseconds since 1970; 0 if that is
 *     not known
 */
record CheckpointState(
        byte[] initialMessage,
        long nextSequence,
        List<InboxPosition> inboxes,
        List<Outbox> outboxes,
        LogHistory history,
        long takenMillis) {
    private static final int VERSION = 4;
    /** The first version that contains the time at which the checkpoint was taken. */
    private static final int TIMED_SINCE = 4;
    /**
     * The oldest version that is read here. Its readers understand what is written here. A later
     * version that only adds fields keeps this number.
     */
    private static final int READABLE_SINCE = 3;

    /** Creates a state for which it is not known when it was taken. */
    CheckpointState(
            byte[] initialMessage,
            long nextSequence,
            List<InboxPosition> inboxes,
            List<Outbox> outboxes,
            LogHistory history) {
        this(initialMessage, nextSequence, inboxes, outboxes, history, 0);
    }

    /**
     * Encodes it.
     *
     * @param whole whether it contains the calls that are on disk, because processes other than
     *     this one, which owns them, are to read it
     */
    byte[] encode(boolean whole) {
        Encoder out = new Encoder(1 << 10);
        out.zz32(VERSION)
                .zz32(READABLE_SINCE)
                .zz32(initialMessage.length)
                .bytes(initialMessage, 0, initialMessage.length);
        out.zz64(nextSequence).zz32(inboxes.size());
        inboxes.forEach(each -> each.encode(out));
        out.zz32(outboxes.size());
        outboxes.forEach(each -> each.encode(out, whole));
        history.encode(out);
        return out.zz64(takenMillis).toByteArray();
    }

    /**
     * Returns where the log goes on after an encoded checkpoint, and how many calls were made
     * before it.
     */
    static Checkpointing.Newest newest(byte[] encoded) {
        Decoder in = new Decoder(encoded);
        version(in);
        in.skip(in.length());
        long nextSequence = in.positiveZz64();
        for (int left = in.length(); left > 0; left--) {
            InboxPosition.decode(in);
        }
        Map<String, Long> made = new TreeMap<>();
        for (int left = in.length(); left > 0; left--) {
            made.put(in.string(), Outbox.skipEncoded(in));
        }
        LogHistory history = new LogHistory();
        history.restore(in);
        history.durable(nextSequence - 1);
        return new Checkpointing.Newest(history.end().epoch(), nextSequence, made);
    }

    private static int version(Decoder in) {
        int version = in.zz32();
        int readableSince = in.zz32();
        if (version < READABLE_SINCE || readableSince > VERSION) {
            throw in.malformed("a checkpoint of version " + version + ", for readers of version " + readableSince
                    + " and later; this build reads versions " + READABLE_SINCE + " to " + VERSION);
        }
        return version;
    }

    static CheckpointState decode(byte[] bytes, OutboxRoom room) {
        Decoder in = new Decoder(bytes);
        int version = version(in);
        byte[] initialMessage = in.bytes(in.length());
        long nextSequence = in.positiveZz64();
        List<InboxPosition> inboxes = IntStream.range(0, in.length())
                .mapToObj(i -> InboxPosition.decode(in))
                .toList();
        List<Outbox> outboxes = IntStream.range(0, in.length())
                .mapToObj(i -> Outbox.decode(in, room))
                .toList();
        LogHistory history = new LogHistory();
        history.restore(in);
        long takenMillis = version < TIMED_SINCE ? 0 : in.zz64();
        // A later version added what follows, for readers that know it.
        return new CheckpointState(initialMessage, nextSequence, inboxes, outboxes, history, takenMillis);
    }
}
