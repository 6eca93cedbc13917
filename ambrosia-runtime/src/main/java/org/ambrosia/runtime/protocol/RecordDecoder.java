package org.ambrosia.runtime.protocol;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Decodes what {@link RecordEncoder} wrote, on the binding's side. Not thread-safe. */
public final class RecordDecoder {
    private final int maxRecordBytes;
    private final Consumer<CoordinatorRecord> consumer;
    private final IntFunction<byte[]> arrays;
    private final Inflow in;
    private long checkpointBytes = -1;
    private long nextSequence;
    private long epoch;
    private Map<String, Long> made = new TreeMap<>();
    private boolean restored;

    /**
     * Creates a decoder.
     *
     * @param maxRecordBytes the max size of a record; a checkpoint may be larger
     * @param arrays returns an array of at least the given size for a logged record, with any
     *     content
     */
    public RecordDecoder(int maxRecordBytes, IntFunction<byte[]> arrays, Consumer<CoordinatorRecord> consumer) {
        this.arrays = arrays;
        this.in = new Inflow(arrays);
        this.maxRecordBytes = maxRecordBytes;
        this.consumer = consumer;
    }

    /**
     * Takes in bytes, and passes on whole records.
     *
     * @throws org.ambrosia.runtime.api.MalformedDataException if they are not what a coordinator
     *     sends
     */
    public void read(ByteBuffer chunk) {
        in.add(chunk);
        while (true) {
            if (checkpointBytes >= 0) {
                if (in.available() < checkpointBytes) {
                    return;
                }
                byte[] application = bytes((int) checkpointBytes);
                checkpointBytes = -1;
                restored = true;
                consumer.accept(new Delivery.Restore(application, epoch, nextSequence, made));
            }
            if (in.available() < RecordEncoder.HEADER_BYTES) {
                return;
            }
            Decoder header = new Decoder(in.array(), in.begin(), RecordEncoder.HEADER_BYTES);
            header.skip(4);
            int size = header.i32();
            long check = header.i64();
            long sequence = header.i64();
            int most = sequence < 0 ? Math.max(maxRecordBytes, CallCounts.MAX_BYTES) : maxRecordBytes;
            if (size < RecordEncoder.HEADER_BYTES || size - RecordEncoder.HEADER_BYTES > most) {
                throw header.malformed("a record of " + size + " bytes, expected at most " + most);
            }
            if (in.available() < size) {
                return;
            }
            in.skip(RecordEncoder.HEADER_BYTES);
            int length = size - RecordEncoder.HEADER_BYTES;
            if (sequence >= 0) {
                logged(check, sequence, length);
            } else if (sequence == RecordEncoder.CHECKPOINT || check == Xxh64.of(in.array(), in.begin(), length)) {
                request(new Decoder(bytes(length)));
            } else {
                throw header.malformed("the checksum of record " + sequence + " does not hold");
            }
        }
    }

    /**
     * Copies the record, or what came after it if that is less. But a waiting record does not keep
     * an array that is much larger than itself.
     */
    private void logged(long epoch, long sequence, int length) {
        byte[] array = in.array();
        int begin = in.begin();
        in.skip(length);
        if (length > in.available() && length >= array.length / 2) {
            in.giveAway();
        } else {
            byte[] copy = arrays.apply(length);
            System.arraycopy(array, begin, copy, 0, length);
            array = copy;
            begin = 0;
        }
        consumer.accept(new Delivery.Messages(epoch, sequence, array, begin, length));
    }

    private byte[] bytes(int count) {
        byte[] copy = new Decoder(in.array(), in.begin(), in.available()).bytes(count);
        in.skip(count);
        return copy;
    }

    private void request(Decoder in) {
        if (in.length() != in.remaining()) {
            throw in.malformed("a request is not alone in its record");
        }
        int type = in.u8();
        switch (type) {
            case MessageType.CHECKPOINT -> checkpointBytes = in.positiveZz64();
            case MessageType.TAKE_BECOMING_PRIMARY_CHECKPOINT ->
                consumer.accept(restored ? new Delivery.BecomingPrimaryCheckpoint() : new Delivery.FirstStart());
            case MessageType.TAKE_CHECKPOINT -> consumer.accept(new Delivery.TakeCheckpoint());
            case MessageType.BECOMING_PRIMARY -> consumer.accept(new Delivery.BecomingPrimary());
            case MessageType.RESTORING -> {
                nextSequence = in.positiveZz64();
                epoch = in.positiveZz64();
                made = CallCounts.decode(in);
            }
            case MessageType.RESUME -> consumer.accept(new Delivery.Resume());
            case MessageType.CONFIRMED -> consumer.accept(new Delivery.Confirmed(CallCounts.decode(in)));
            case MessageType.WELCOME -> {
                BindingHello.checkWelcome(in);
                consumer.accept(new CoordinatorRecord.Welcome(in.i64(), in.zz32(), in.i64()));
                in.skip(in.remaining());
            }
            case MessageType.REFUSED -> {
                consumer.accept(new CoordinatorRecord.Refused(in.string()));
                in.skip(in.remaining());
            }
            default -> throw in.malformed("the coordinator sent a request of the unknown type " + type);
        }
        in.end();
        if (checkpointBytes > Integer.MAX_VALUE - 16) {
            throw in.malformed("a checkpoint of " + checkpointBytes + " bytes; at most 2 GiB are taken");
        }
    }
}
