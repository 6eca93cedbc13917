package org.ambrosia.benchmarks.roundtrip;

import org.ambrosia.annotations.Immortal;

/** Answers calls. */
@Immortal
public interface Echo {
    /** Answers with what it was given. */
    byte[] echo(byte[] payload);
}
