package org.ambrosia.runtime.contract;

import java.util.List;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;

/** Records with content that follows from their sequence ids. */
public final class TestRecords {
    private TestRecords() {}

    /** A sealed record. */
    public static byte[] record(int committerId, long sequence, int bodyBytes) {
        Encoder out = new Encoder(bodyBytes + 64);
        out.skip(RecordFormat.HEADER_BYTES);
        for (int i = 0; i < bodyBytes; i++) {
            out.u8((int) (sequence * 7 + i * 13L) | 1);
        }
        RecordFormat.seal(out, committerId, sequence, new Trailer(1, 0, List.of(), List.of()));
        return out.toByteArray();
    }

    /** How many bytes of messages a record has. */
    public static int bodyBytes(byte[] record) {
        return RecordFormat.bodyLength(record, 0, record.length);
    }
}
