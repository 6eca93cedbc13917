package org.ambrosia.microbenchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.file.FileLogEngine;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;

/** A log in a new directory, which goes with it. */
final class ScratchLog implements AutoCloseable {
    private static final int RECORD_BYTES = 1 << 20;

    private final Path directory;
    private final BlockingLog log;
    private final Encoder record = new Encoder(RECORD_BYTES);
    private long segment;
    private long sequence;

    ScratchLog() {
        try {
            directory = Files.createTempDirectory("ambrosia-log");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        log = BlockingLog.lead(
                new FileLogEngine(directory),
                LogSettings.of(InstanceConfig.builder("log").build()));
        storeCheckpoint();
        log.begin(0, 0);
    }

    /** Seals a record and appends it; how many bytes that took. */
    int append(byte[] body) {
        record.clear();
        record.skip(RecordFormat.HEADER_BYTES);
        record.bytes(body, 0, body.length);
        RecordFormat.seal(
                record,
                log.identity().committerId(),
                sequence,
                new Trailer(log.identity().epoch(), 0, List.of(), List.of()));
        return log.append(sequence++, record.array(), record.length());
    }

    /** Ends a segment and begins the next. */
    void startSegment() {
        log.begin(++segment, sequence);
    }

    /** Nothing before this segment is needed any more. */
    void storeCheckpoint() {
        log.checkpoint(segment, new byte[0], new byte[0]);
    }

    /** All records, from the first on. */
    LogReader read() {
        return log.read(0);
    }

    @Override
    public void close() {
        log.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
