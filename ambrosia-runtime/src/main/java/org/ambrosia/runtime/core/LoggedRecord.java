package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;

/**
 * A sealed record, as it is appended, replayed and delivered. Its bytes don't change until it is
 * delivered; then its array may be used again.
 *
 * @param sequence its sequence id
 * @param bytes the array that holds it, from index 0
 * @param length its size in bytes
 */
public record LoggedRecord(long sequence, byte[] bytes, int length) {
    /** Returns where its messages begin. */
    public int bodyOffset() {
        return RecordFormat.HEADER_BYTES;
    }

    /** Returns how many bytes its messages take. */
    public int bodyLength() {
        return RecordFormat.bodyLength(bytes, 0, length);
    }

    /** Returns the trailer, which follows its messages. */
    public Trailer trailer() {
        return RecordFormat.trailer(bytes, 0, length);
    }
}
