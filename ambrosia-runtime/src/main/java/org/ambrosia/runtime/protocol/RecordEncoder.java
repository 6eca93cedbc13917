package org.ambrosia.runtime.protocol;

/**
 * Encodes what a coordinator sends to a binding in another process, as records of the published
 * protocol:
 *
 * <pre>
 *  0        4        8                16               24
 *  +--------+--------+----------------+----------------+- - - -+
 *  | commit-| size   | XXH64 of the   | sequence       | body  |
 *  | ter id | i32    | body, u64      | i64            |       |
 *  +--------+--------+----------------+----------------+- - - -+
 * </pre>
 *
 * <p>The size counts header and body. A sequence of 0 or more is a logged record. A sequence of -1
 * is a request, alone in its record. A sequence of -2 is a checkpoint: its bytes follow the record,
 * and its check is 0.
 *
 * <p>Only bindings that have announced themselves receive messages from 100 on. For them, a logged
 * record has the epoch in which it was written in the place of the check. To check a record, each
 * side would have to read all of it once more, and the two are processes of one machine.
 */
public final class RecordEncoder {
    /** The size of a header in bytes. */
    public static final int HEADER_BYTES = 24;
    /** The sequence of a request. */
    static final long REQUEST = -1;
    /** The sequence of a checkpoint. */
    static final long CHECKPOINT = -2;

    private final int committerId;

    /** Creates an encoder for the log of this committer id. */
    public RecordEncoder(int committerId) {
        this.committerId = committerId;
    }

    /**
     * Returns the header of a logged record, whose body follows unchanged.
     *
     * @param announced whether it is for a binding that has announced itself
     */
    public byte[] header(Delivery.Messages messages, boolean announced) {
        long check = announced ? messages.epoch() : Xxh64.of(messages.bytes(), messages.offset(), messages.length());
        return record(messages.sequence(), check, messages.length(), new Encoder(HEADER_BYTES));
    }

    /** Returns a record without the bytes of a checkpoint, which follow unchanged. */
    public byte[] encode(CoordinatorRecord record) {
        if (record instanceof Delivery.FirstStart || record instanceof Delivery.BecomingPrimaryCheckpoint) {
            return request(MessageType.TAKE_BECOMING_PRIMARY_CHECKPOINT, new Encoder(0));
        } else if (record instanceof Delivery.TakeCheckpoint) {
            return request(MessageType.TAKE_CHECKPOINT, new Encoder(0));
        } else if (record instanceof Delivery.BecomingPrimary) {
            return request(MessageType.BECOMING_PRIMARY, new Encoder(0));
        } else if (record instanceof Delivery.Restore restore) {
            Encoder message = new Encoder(16);
            Encoder length = new Encoder(10).zz64(restore.application().length);
            message.zz32(length.length() + 1).u8(MessageType.CHECKPOINT).bytes(length.array(), 0, length.length());
            return record(CHECKPOINT, 0, message.length(), message);
        } else if (record instanceof Delivery.Resume) {
            return request(MessageType.RESUME, new Encoder(0));
        } else if (record instanceof Delivery.Confirmed confirmed) {
            Encoder data = new Encoder(64);
            CallCounts.encode(confirmed.calls(), data);
            return request(MessageType.CONFIRMED, data);
        } else if (record instanceof CoordinatorRecord.Welcome welcome) {
            Encoder data = new Encoder(32).zz32(BindingHello.MIN_VERSION).zz32(BindingHello.VERSION);
            data.zz64(0).i64(welcome.incarnation());
            return request(
                    MessageType.WELCOME, data.zz32(welcome.maxMessageBytes()).i64(welcome.nonce()));
        } else if (record instanceof CoordinatorRecord.Refused refused) {
            return request(MessageType.REFUSED, new Encoder(256).string(refused.message()));
        }
        throw new IllegalArgumentException("This has a body of its own: " + record);
    }

    /**
     * Returns the message that precedes the checkpoint for a binding that has announced itself. It
     * contains what has no place in the published protocol.
     */
    public byte[] restoring(Delivery.Restore restore) {
        Encoder data = new Encoder(64).zz64(restore.nextSequence()).zz64(restore.epoch());
        CallCounts.encode(restore.made(), data);
        return request(MessageType.RESTORING, data);
    }

    private byte[] request(int type, Encoder data) {
        Encoder message = new Encoder(data.length() + 8);
        message.zz32(data.length() + 1).u8(type).bytes(data.array(), 0, data.length());
        return record(REQUEST, Xxh64.of(message.array(), 0, message.length()), message.length(), message);
    }

    private byte[] record(long sequence, long check, int bodyLength, Encoder content) {
        Encoder out = new Encoder(HEADER_BYTES + content.length());
        out.i32(committerId).i32(HEADER_BYTES + bodyLength).i64(check).i64(sequence);
        return out.bytes(content.array(), 0, content.length()).toByteArray();
    }
}
