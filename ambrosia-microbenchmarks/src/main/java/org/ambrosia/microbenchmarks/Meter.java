package org.ambrosia.microbenchmarks;

import org.ambrosia.annotations.Immortal;

/** What is called. */
@Immortal
public interface Meter {
    /** A small call: 16 bytes, less where numbers are small. */
    void add(long one, long other);

    /** A call with a payload. */
    void take(byte[] payload);

    /** Makes small calls. */
    void burst(int calls);
}
