package org.ambrosia.simulator.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.file.Environment;
import org.ambrosia.runtime.log.file.FileLogProvider;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.junit.jupiter.api.Test;

/** Found by seeds 53, 250 and 20018925: recovery believed what was in the page cache only. */
class LogOnSimDiskTest {
    private final SimDisk disk = new SimDisk();
    private final SimSharedFiles shared = new SimSharedFiles();
    private final Random random = new Random(1);

    @Test
    void aRecordThatWasReadOnceIsThereForEver() {
        for (int i = 0; i < 30; i++) {
            disk.wipe();
            try (Log log = open()) {
                log.storeCheckpoint(0, new byte[1], new byte[1]);
                log.startSegment(0, 0);
                append(log, 0);
                disk.faults((operation, file, bytes) -> Verdict.failsBehind(bytes, "Input/output error"));
                assertThatThrownBy(() -> append(log, 1)).isInstanceOf(LogException.class);
            }
            disk.faults(DiskFaults.NONE);
            boolean first;
            boolean second;
            try (Log log = open();
                    LogReader reader = log.read(0)) {
                first = reader.next() != null;
                second = reader.next() != null;
            }
            disk.loseUnsynced(random);
            try (Log log = open();
                    LogReader reader = log.read(0)) {
                assertThat(reader.next() != null).isEqualTo(first).isTrue();
                assertThat(reader.next() != null).isEqualTo(second).isTrue();
            }
        }
    }

    private Log open() {
        Environment environment = new Environment(
                InstantSource.system(), System::nanoTime, random, Runnable::run, shared.of(new Object()), 1);
        InstanceConfig config = InstanceConfig.builder("server")
                .logDirectory(disk.root().resolve("logs"))
                .build();
        return new FileLogProvider(environment).open(config);
    }

    private static void append(Log log, long sequence) {
        Encoder record = new Encoder(100);
        record.skip(RecordFormat.HEADER_BYTES);
        RecordFormat.seal(record, log.identity().committerId(), sequence, new Trailer(1, 0, List.of(), List.of()));
        log.append(record.array(), record.length());
    }
}
