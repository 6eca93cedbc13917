package org.ambrosia.simulator.disk;

import java.io.IOException;

/**
 * What becomes of an operation.
 *
 * @param bytes how many of the bytes that were to be written are written, at most
 * @param error what the operation fails with behind them; null if it does not fail
 * @param powerFails whether the power fails behind them
 */
public record Verdict(int bytes, IOException error, boolean powerFails) {
    /** It is done. */
    public static final Verdict DONE = new Verdict(Integer.MAX_VALUE, null, false);

    /** The power fails when so many bytes are written. */
    public static Verdict powerFailsBehind(int bytes) {
        return new Verdict(bytes, null, true);
    }

    /** It fails when so many bytes are written. */
    public static Verdict failsBehind(int bytes, String message) {
        return new Verdict(bytes, new IOException("simulated: " + message), false);
    }
}
