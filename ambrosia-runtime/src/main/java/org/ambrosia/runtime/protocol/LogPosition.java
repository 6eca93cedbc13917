package org.ambrosia.runtime.protocol;

/**
 * A place in an instance's log: a record, and the epoch in which it was written. If two logs have
 * the same record id from different epochs, they are different histories.
 *
 * @param epoch the epoch of the primary that wrote the record; 0 before the first record
 * @param sequence the record's sequence id
 */
public record LogPosition(long epoch, long sequence) {
    /** The position before the first record. */
    public static final LogPosition NONE = new LogPosition(0, 0);

    /** Returns the later of the two. */
    public LogPosition max(LogPosition other) {
        boolean isLater = epoch > other.epoch || (epoch == other.epoch && sequence >= other.sequence);
        return isLater ? this : other;
    }

    void encode(Encoder out) {
        out.zz64(epoch).zz64(sequence);
    }

    static LogPosition decode(Decoder in) {
        return new LogPosition(in.positiveZz64(), in.positiveZz64());
    }

    @Override
    public String toString() {
        return epoch == 0 ? "the beginning" : "record " + sequence + " of epoch " + epoch;
    }
}
