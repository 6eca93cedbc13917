package org.ambrosia.simulator.cluster;

import java.util.Arrays;

/** In production, arrays are used again for something else as soon as nobody needs what is in them. */
final class ReusedArray {
    private static final byte SOMETHING_ELSE = (byte) 0xa5;

    private ReusedArray() {}

    /** Whoever still reads this array, or writes it to a log, finds something else in it. */
    static void isFree(byte[] array) {
        Arrays.fill(array, SOMETHING_ELSE);
    }
}
