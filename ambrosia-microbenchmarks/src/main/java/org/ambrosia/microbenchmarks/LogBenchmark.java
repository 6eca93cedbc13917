package org.ambrosia.microbenchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Sealing a record and appending it to a log, on stable storage: microseconds for one. {@code java.io.tmpdir} says on which disk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class LogBenchmark {
    private static final long SEGMENT_BYTES = 256 << 20;

    /** How large a record is. */
    @Param({"4000", "65000", "1000000"})
    public int bytes;

    private ScratchLog log;
    private byte[] body;
    private long written;

    /** Makes a log. */
    @Setup
    public void open() {
        log = new ScratchLog();
        body = new byte[bytes];
    }

    /** Deletes it. */
    @TearDown
    public void close() {
        log.close();
    }

    /** Appends one. */
    @Benchmark
    public int append() {
        int stored = log.append(body);
        written += stored;
        if (written > SEGMENT_BYTES) {
            written = 0;
            log.startSegment();
            log.storeCheckpoint();
        }
        return stored;
    }
}
