package org.ambrosia.microbenchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredRecord;
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

    private Path directory;
    private Log log;
    private CountingMeter meter;
    private Binding binding;

    /** Writes a log. */
    @Setup
    public void write() throws IOException {
        directory = Files.createTempDirectory("ambrosia-log");
        log = Engines.logs()
                .open(InstanceConfig.builder("log")
                        .logDirectory(directory)
                        .registryDirectory(directory.resolve("registry"))
                        .build());
        log.storeCheckpoint(0, new byte[0], new byte[0]);
        log.startSegment(0, 0);
        byte[] filler = new byte[payload];
        byte[] body = Calls.of(to -> {
            for (int left = RECORD_BYTES; left > 0; left -= payload) {
                to.takeFork(filler);
            }
        });
        Encoder record = new Encoder(2 * RECORD_BYTES);
        int records = LOG_BYTES / RECORD_BYTES;
        for (int sequence = 0; sequence < records; sequence++) {
            record.clear();
            record.skip(RecordFormat.HEADER_BYTES);
            record.bytes(body, 0, body.length);
            RecordFormat.seal(
                    record,
                    log.identity().committerId(),
                    sequence,
                    new Trailer(log.identity().epoch(), 0, List.of(), List.of()));
            log.append(record.array(), record.length());
        }
        log.startSegment(1, records);
        meter = new CountingMeter(to -> {});
        binding = Calls.started(meter);
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

    /** Executes it again. */
    @Benchmark
    public long replay() {
        try (LogReader reader = log.read(0)) {
            for (StoredRecord each = reader.next(); each != null; each = reader.next()) {
                int length = RecordFormat.bodyLength(each.bytes(), 0, each.length());
                binding.execute(each.sequence(), each.bytes(), RecordFormat.HEADER_BYTES, length);
            }
        }
        return meter.sum();
    }
}
