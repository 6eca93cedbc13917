package org.ambrosia.runtime.protocol;

/**
 * The last replayable call that is known to be durable in a destination's log. The outbox need not
 * keep calls up to it.
 *
 * @param destination the destination's name
 * @param replayable the last durable call's number
 */
public record Trim(String destination, long replayable) {
    void encode(Encoder out) {
        out.string(destination).zz64(replayable);
    }

    static Trim decode(Decoder in) {
        return new Trim(in.string(), in.positiveZz64());
    }
}
