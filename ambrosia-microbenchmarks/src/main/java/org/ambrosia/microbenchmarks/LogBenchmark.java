package org.ambrosia.microbenchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
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

    private Path directory;
    private Log log;
    private byte[] body;
    private final Encoder record = new Encoder(1 << 20);
    private long segment;
    private long sequence;
    private long written;

    /** Makes a log. */
    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("ambrosia-log");
        log = Engines.logs()
                .open(InstanceConfig.builder("log")
                        .logDirectory(directory)
                        .registryDirectory(directory.resolve("registry"))
                        .build());
        log.storeCheckpoint(0, new byte[0], new byte[0]);
        log.startSegment(0, 0);
        body = new byte[bytes];
    }

    /** Deletes it. */
    @TearDown
    public void close() throws IOException {
        log.close();
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : files) {
            Files.delete(each);
        }
    }

    /** Appends one. */
    @Benchmark
    public int append() {
        record.clear();
        record.skip(RecordFormat.HEADER_BYTES);
        record.bytes(body, 0, body.length);
        RecordFormat.seal(
                record,
                log.identity().committerId(),
                sequence++,
                new Trailer(log.identity().epoch(), 0, List.of(), List.of()));
        int stored = log.append(record.array(), record.length());
        written += stored;
        if (written > SEGMENT_BYTES) {
            written = 0;
            log.startSegment(++segment, sequence);
            log.storeCheckpoint(segment, new byte[0], new byte[0]);
        }
        return stored;
    }
}
