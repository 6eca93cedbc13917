package org.ambrosia.runtime.log;

import java.time.Instant;

/**
 * A logged call that is not executed, because an operator skipped it.
 *
 * @param record the sequence id of its record
 * @param call its place among the record's messages, from 0
 * @param epoch the epoch of the primary that wrote the record: in another history it is another
 *     record
 * @param millis when it was skipped, in milliseconds since 1970
 * @param by the operator that skipped it, for people to read
 */
public record SkippedCall(long record, int call, long epoch, long millis, String by) {
    /** Returns a description for people to read. */
    public String describe() {
        return "Call " + call + " of record " + record + " is skipped, as " + by + " wanted at "
                + Instant.ofEpochMilli(millis);
    }
}
