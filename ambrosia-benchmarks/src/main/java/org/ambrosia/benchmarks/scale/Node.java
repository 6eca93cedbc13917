package org.ambrosia.benchmarks.scale;

import org.ambrosia.annotations.Immortal;

/** One of many: calls another one again and again, and answers. */
@Immortal
public interface Node {
    /** From itself: begins to call. */
    void begin();

    /** Answers with what it was given. */
    byte[] echo(byte[] payload);
}
