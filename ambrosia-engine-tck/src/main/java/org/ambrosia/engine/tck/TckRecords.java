package org.ambrosia.engine.tck;

import java.util.Arrays;
import java.util.List;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;

/** Records in the format of the log; their content follows from their sequence ids. */
final class TckRecords {
    private TckRecords() {}

    static byte[] record(int committerId, long sequence, int bodyBytes) {
        Encoder out = new Encoder(bodyBytes + 64);
        out.skip(RecordFormat.HEADER_BYTES);
        for (int i = 0; i < bodyBytes; i++) {
            out.u8((int) (sequence * 7 + i * 13L) | 1);
        }
        RecordFormat.seal(out, committerId, sequence, new Trailer(1, 0, List.of(), List.of()));
        return out.toByteArray();
    }

    /** Returns whether what was read is such a record. */
    static boolean isWhole(int committerId, StoredRecord read) {
        byte[] bytes = Arrays.copyOf(read.bytes(), read.length());
        int bodyBytes = RecordFormat.bodyLength(bytes, 0, bytes.length);
        return Arrays.equals(bytes, record(committerId, read.sequence(), bodyBytes));
    }
}
