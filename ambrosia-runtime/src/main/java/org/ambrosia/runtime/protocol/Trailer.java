package org.ambrosia.runtime.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * What a record contains after its messages.
 *
 * @param epoch the epoch of the primary that wrote the record
 * @param clockMillis the primary's wall clock when it sealed the record, in milliseconds since 1970
 * @param moved the inbox positions that the record's messages move
 * @param trims the outboxes that were trimmed since the last record
 */
public record Trailer(long epoch, long clockMillis, List<InboxPosition> moved, List<Trim> trims) {
    void encode(Encoder out) {
        out.zz64(epoch).zz64(clockMillis).zz32(moved.size());
        for (InboxPosition each : moved) {
            each.encode(out);
        }
        out.zz32(trims.size());
        for (Trim each : trims) {
            each.encode(out);
        }
        Extensions.none(out);
    }

    static Trailer decode(Decoder in) {
        long epoch = in.positiveZz64();
        long clockMillis = in.zz64();
        int inboxes = in.length();
        List<InboxPosition> moved = new ArrayList<>(Math.min(inboxes, 64));
        for (int i = 0; i < inboxes; i++) {
            moved.add(InboxPosition.decode(in));
        }
        int outboxes = in.length();
        List<Trim> trims = new ArrayList<>(Math.min(outboxes, 64));
        for (int i = 0; i < outboxes; i++) {
            trims.add(Trim.decode(in));
        }
        Extensions.pass(in, "a record");
        return new Trailer(epoch, clockMillis, List.copyOf(moved), List.copyOf(trims));
    }
}
