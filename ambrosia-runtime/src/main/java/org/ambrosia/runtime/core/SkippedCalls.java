package org.ambrosia.runtime.core;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;

/**
 * The calls of a log that are skipped. The log itself stays as it was written. A reader that
 * executes a record gets a message in place of each such call. The message states that the call is
 * skipped, and contains it, so that its caller receives a failure (ADR 0041). Immutable.
 */
public final class SkippedCalls {
    private final NavigableMap<Long, List<SkippedCall>> byRecord = new TreeMap<>();

    /** Creates it from these calls. */
    public SkippedCalls(Collection<SkippedCall> calls) {
        for (SkippedCall each : calls) {
            byRecord.merge(each.record(), List.of(each), SkippedCalls::both);
        }
    }

    private static List<SkippedCall> both(List<SkippedCall> some, List<SkippedCall> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * Returns the record as it is executed.
     *
     * @param found is called for each of its calls that is skipped
     */
    public StoredRecord apply(StoredRecord record, Consumer<SkippedCall> found) {
        List<SkippedCall> here = byRecord.isEmpty() ? null : byRecord.get(record.sequence());
        if (here == null) {
            return record;
        }
        Trailer trailer = RecordFormat.trailer(record.bytes(), 0, record.length());
        List<SkippedCall> skipped =
                here.stream().filter(each -> each.epoch() == trailer.epoch()).toList();
        skipped.forEach(found);
        return skipped.isEmpty() ? record : without(skipped, record, trailer);
    }

    private static StoredRecord without(List<SkippedCall> skipped, StoredRecord record, Trailer trailer) {
        byte[] bytes = record.bytes();
        int bodyLength = RecordFormat.bodyLength(bytes, 0, record.length());
        Encoder out = new Encoder(record.length() + 8 * skipped.size());
        out.bytes(new byte[RecordFormat.HEADER_BYTES], 0, RecordFormat.HEADER_BYTES);
        Decoder in = new Decoder(bytes, RecordFormat.HEADER_BYTES, bodyLength);
        for (int index = 0; in.remaining() > 0; index++) {
            int call = index;
            int size = in.length();
            SkippedCall skip = skipped.stream()
                    .filter(each -> each.call() == call)
                    .findFirst()
                    .orElse(null);
            if (skip == null) {
                out.zz32(size);
            } else {
                out.zz32(size + 1).u8(MessageType.SKIPPED);
            }
            out.bytes(bytes, in.position(), size);
            in.skip(size);
        }
        RecordFormat.seal(out, RecordFormat.committerId(bytes, 0), record.sequence(), trailer);
        return new StoredRecord(record.sequence(), out.array(), out.length(), record.storedBytes(), record.segment());
    }
}
