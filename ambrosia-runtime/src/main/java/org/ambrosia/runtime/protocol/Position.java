package org.ambrosia.runtime.protocol;

/**
 * The position up to which calls have come from one instance to another. Replayable calls are
 * numbered from 1 for the whole life of the source's log, because replay makes the same ones again.
 * Impulses are numbered from 1 within each epoch of the source, because nothing makes them again. A
 * restarted source begins a new epoch and can't reuse a number.
 *
 * @param replayable the number of the last replayable call; 0 if there was none
 * @param impulseEpoch the epoch of the last impulse; 0 if there was none
 * @param impulse the number of the last impulse within that epoch; 0 if there was none
 */
public record Position(long replayable, long impulseEpoch, long impulse) {
    /** The position before the first call. */
    public static final Position START = new Position(0, 0, 0);

    /** Returns whether an impulse of this epoch and number is at or before this position. */
    public boolean coversImpulse(long epoch, long number) {
        return epoch < impulseEpoch || (epoch == impulseEpoch && number <= impulse);
    }

    /** Returns the position after a replayable call. */
    public Position withReplayable(long number) {
        return new Position(number, impulseEpoch, impulse);
    }

    /** Returns the position after an impulse. */
    public Position withImpulse(long epoch, long number) {
        return new Position(replayable, epoch, number);
    }

    void encode(Encoder out) {
        out.zz64(replayable).zz64(impulseEpoch).zz64(impulse);
    }

    static Position decode(Decoder in) {
        return new Position(in.positiveZz64(), in.positiveZz64(), in.positiveZz64());
    }
}
