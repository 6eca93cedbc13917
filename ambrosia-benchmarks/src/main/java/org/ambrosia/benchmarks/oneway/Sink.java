package org.ambrosia.benchmarks.oneway;

import org.ambrosia.annotations.Immortal;

/** Takes calls. */
@Immortal
public interface Sink {
    /** One of them. */
    void take(byte[] payload);

    /** Behind some of them: asks to be told how many were taken. */
    void report(SourceProxy to);
}
