package org.ambrosia.runtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.junit.jupiter.api.Test;

class SkippedCallsTest {
    private static final long EPOCH = 7;
    private static final SkippedCall SECOND = new SkippedCall(0, 1, EPOCH, 1_000, "a test");
    private static final SkippedCall OF_ANOTHER_HISTORY = new SkippedCall(0, 2, EPOCH + 1, 1_000, "a test");

    private final StoredRecord record = record("one", "two", "three");
    private final List<SkippedCall> found = new ArrayList<>();

    @Test
    void aCallThatIsSkippedIsReplacedInItsRecord() {
        StoredRecord read = new SkippedCalls(List.of(SECOND, OF_ANOTHER_HISTORY)).apply(record, found::add);
        assertThat(types(read)).containsExactly(MessageType.RPC, MessageType.SKIPPED, MessageType.RPC);
        assertThat(RecordFormat.trailer(read.bytes(), 0, read.length()).epoch()).isEqualTo(EPOCH);
        assertThat(new Delivery.Messages(0, 0, read.bytes(), RecordFormat.HEADER_BYTES, bodyLength(read))
                        .withoutSkipped()
                        .length())
                .isEqualTo("one".length() + "three".length() + 4);
        assertThat(found).containsExactly(SECOND);
    }

    @Test
    void anyOtherRecordStaysAsItIs() {
        assertThat(new SkippedCalls(List.of(OF_ANOTHER_HISTORY)).apply(record, found::add))
                .isSameAs(record);
        assertThat(new SkippedCalls(List.of(new SkippedCall(1, 1, EPOCH, 1_000, "a test"))).apply(record, found::add))
                .isSameAs(record);
        assertThat(found).isEmpty();
    }

    private static StoredRecord record(String... bodies) {
        Encoder out = new Encoder(64).bytes(new byte[RecordFormat.HEADER_BYTES], 0, RecordFormat.HEADER_BYTES);
        for (String each : bodies) {
            byte[] body = each.getBytes(StandardCharsets.US_ASCII);
            out.zz32(body.length + 1).u8(MessageType.RPC).bytes(body, 0, body.length);
        }
        RecordFormat.seal(out, 1, 0, new Trailer(EPOCH, 1_000, List.of(), List.of()));
        return new StoredRecord(0, out.toByteArray(), out.length(), out.length(), 0);
    }

    private static List<Integer> types(StoredRecord read) {
        List<Integer> types = new ArrayList<>();
        Decoder in = new Decoder(read.bytes(), RecordFormat.HEADER_BYTES, bodyLength(read));
        while (in.remaining() > 0) {
            int size = in.length();
            types.add(in.u8());
            in.skip(size - 1);
        }
        return types;
    }

    private static int bodyLength(StoredRecord read) {
        return RecordFormat.bodyLength(read.bytes(), 0, read.length());
    }
}
