package org.ambrosia.microbenchmarks;

import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A frame of 64 KiB of calls: microseconds for one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmark {
    private static final int LENGTH_BYTES = 4;
    private static final int BYTES = 64 << 10;
    private static final int CALLS = 2_000;

    private final Encoder head = new Encoder(FrameFormat.OVERHEAD_BYTES);
    private PeerFrame.Calls calls;
    private byte[] encoded;

    /** Makes a frame. */
    @Setup
    public void prepare() {
        calls = new PeerFrame.Calls(0, 1, CALLS, new byte[BYTES], 0, BYTES);
        encoded = FrameFormat.encode(calls);
    }

    /** What is in front of the calls, with their checksum. */
    @Benchmark
    public Object head() {
        FrameFormat.head(calls, head);
        return head;
    }

    /** Checks and reads it. */
    @Benchmark
    public Object decode() {
        return FrameFormat.decode(encoded, LENGTH_BYTES, encoded.length - LENGTH_BYTES);
    }
}
