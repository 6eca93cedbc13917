package org.ambrosia.microbenchmarks;

import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.binding.Binding;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Executing calls, and making them: nanoseconds for one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DispatchBenchmark {
    private static final int CALLS = 1_000;
    private static final int PAYLOAD_BYTES = 1 << 10;

    private CountingMeter meter;
    private Binding binding;
    private byte[] small;
    private byte[] large;
    private byte[] burst;

    /** Makes records. */
    @Setup
    public void prepare() {
        byte[] payload = new byte[PAYLOAD_BYTES];
        small = Calls.of(to -> CountingMeter.burst(CALLS, to));
        large = Calls.of(to -> {
            for (int i = 0; i < CALLS; i++) {
                to.takeFork(payload);
            }
        });
        burst = Calls.of(to -> to.burstFork(CALLS));
        meter = new CountingMeter(to -> {});
        binding = Calls.started(meter);
    }

    /** Executes calls with two numbers. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long executeSmall() {
        binding.execute(1, small, 0, small.length);
        return meter.sum();
    }

    /** Executes calls with 1 KiB. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long executeKibibyte() {
        binding.execute(1, large, 0, large.length);
        return meter.sum();
    }

    /** Makes calls with two numbers, up to where the coordinator would copy them. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long forkSmall() {
        binding.execute(1, burst, 0, burst.length);
        return meter.sum();
    }
}
