package org.ambrosia.runtime.protocol;

/**
 * Up to which replayable call a destination's log is known to be durable, so that the outbox need not keep it.
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
