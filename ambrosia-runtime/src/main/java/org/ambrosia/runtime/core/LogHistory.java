package org.ambrosia.runtime.core;

import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogPosition;

/**
 * Where each epoch of the instance's log begins. A peer remembers how far the log had come when the
 * instance sent the peer its last calls. This history shows whether the log still has that record,
 * or is another one: restored from a backup, a copy, or without its end. Counts of calls can't show
 * that, since a restored instance soon has made as many as before. The idea is that of Kafka's
 * leader epochs (KIP-101, KIP-279).
 *
 * <p>An epoch must never be used twice, not even by a restored log.
 */
final class LogHistory {
    /** With more, the oldest are forgotten, and differences from before them are not noticed. */
    private static final int MAX_REIGNS = 1_000;

    private final List<Reign> reigns = new ArrayList<>();
    private LogPosition end = LogPosition.NONE;

    /**
     * The records of one primary.
     *
     * @param epoch its epoch
     * @param first the sequence id of its first record, or what that would have been
     */
    private record Reign(long epoch, long first) {}

    /** Notes that the record is durable, or is written next, in this epoch. */
    void reign(long epoch, long sequence) {
        if (reigns.isEmpty() || reigns.get(reigns.size() - 1).epoch < epoch) {
            reigns.add(new Reign(epoch, sequence));
            if (reigns.size() > MAX_REIGNS) {
                reigns.remove(0);
            }
        }
    }

    /** Notes that the log is durable up to this record. */
    void durable(long sequence) {
        end = at(sequence);
    }

    /** Returns whether the log has this record, as far as it remembers. */
    boolean has(LogPosition position) {
        if (position.epoch() == 0) {
            return true;
        }
        if (position.sequence() > end.sequence()) {
            return false;
        }
        Reign of = reignOf(position.sequence());
        return of == null || of.epoch == position.epoch();
    }

    /** Returns the record of this sequence id, or the last record if the id comes after that. */
    LogPosition upTo(long sequence) {
        return sequence < end.sequence() ? at(sequence) : end;
    }

    private LogPosition at(long sequence) {
        Reign of = reignOf(sequence);
        return of == null ? LogPosition.NONE : new LogPosition(of.epoch, sequence);
    }

    /** The last durable record. */
    LogPosition end() {
        return end;
    }

    /**
     * Returns the reign in which a record was written; null if there is none, or it was forgotten.
     */
    private Reign reignOf(long sequence) {
        for (int i = reigns.size() - 1; i >= 0; i--) {
            if (reigns.get(i).first <= sequence) {
                return reigns.get(i);
            }
        }
        return null;
    }

    void encode(Encoder out) {
        out.zz32(reigns.size());
        for (Reign each : reigns) {
            out.zz64(each.epoch).zz64(each.first);
        }
    }

    /** Goes on from the history of a checkpoint. */
    void restore(LogHistory stored) {
        reigns.clear();
        reigns.addAll(stored.reigns);
    }

    /** Goes on from what {@link #encode} wrote. */
    void restore(Decoder in) {
        reigns.clear();
        for (int left = in.length(); left > 0; left--) {
            reigns.add(new Reign(in.positiveZz64(), in.positiveZz64()));
        }
    }
}
