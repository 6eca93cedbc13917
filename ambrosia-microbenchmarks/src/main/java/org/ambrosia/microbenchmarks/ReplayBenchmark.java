package org.ambrosia.microbenchmarks;

import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.RecordFormat;
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

/** Reading a log of 64 MiB of payload and executing it again, on one thread: milliseconds for all of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class ReplayBenchmark {
    private static final int LOG_BYTES = 64 << 20;
    private static final int RECORD_BYTES = 256 << 10;

    /** How large a call is. */
    @Param({"16", "1024", "65536"})
    public int payload;

    private ScratchLog log;
    private CountingMeter meter;
    private Binding binding;

    /** Writes a log. */
    @Setup
    public void write() {
        log = new ScratchLog();
        byte[] filler = new byte[payload];
        byte[] body = Calls.of(to -> {
            for (int left = RECORD_BYTES; left > 0; left -= payload) {
                to.takeFork(filler);
            }
        });
        for (int records = LOG_BYTES / RECORD_BYTES; records > 0; records--) {
            log.append(body);
        }
        log.startSegment();
        meter = new CountingMeter(to -> {});
        binding = Calls.started(meter);
    }

    /** Deletes it. */
    @TearDown
    public void close() {
        log.close();
    }

    /** Executes it again. */
    @Benchmark
    public long replay() {
        try (LogReader reader = log.read()) {
            for (StoredRecord each = reader.next(); each != null; each = reader.next()) {
                int length = RecordFormat.bodyLength(each.bytes(), 0, each.length());
                binding.execute(each.sequence(), each.bytes(), RecordFormat.HEADER_BYTES, length);
            }
        }
        return meter.sum();
    }
}
