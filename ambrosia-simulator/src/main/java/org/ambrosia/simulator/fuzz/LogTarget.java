package org.ambrosia.simulator.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.file.Environment;
import org.ambrosia.runtime.log.file.FileLogEngine;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.ambrosia.simulator.cluster.LoneCore;
import org.ambrosia.simulator.disk.SimDisk;
import org.ambrosia.simulator.disk.SimSharedFiles;

/**
 * The files of a log in which bytes were replaced: manifest, checkpoint or segment; and records whose checksum holds, into a
 * coordinator that replays.
 */
public final class LogTarget {
    private static final SimDisk WHOLE = wholeLog();
    private static final List<String> FILES = WHOLE.files("").stream()
            .filter(each -> each.startsWith("/logs/server/") && each.matches(".*\\.(segment|checkpoint|manifest)"))
            .toList();

    private LogTarget() {}

    /** Takes an input: which file, where, and what is to be there. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 4) {
            return;
        }
        replay(input);
        SimDisk disk = WHOLE.copy();
        String file = FILES.get((input[0] & 0xff) % FILES.size());
        int offset = (input[1] & 0xff) | (input[2] & 0xff) << 8;
        overwrite(disk.root().resolve(file), offset, input);
        try (BlockingLog log = open(disk)) {
            log.newest();
            try (LogReader reader = log.read(0)) {
                while (reader.next() != null) {}
            }
        } catch (AmbrosiaException expected) {
            // The log is refused.
        }
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        return List.of(
                new byte[] {0, 40, 0, 0, 1, 2, 3},
                new byte[] {1, 10, 0, 9, 9, 9},
                new byte[] {2, 0, 16, 7, 0, 0, 0, 60, 0, 0, 0},
                new byte[] {2, 4, 16, -1, -1, -1, 127});
    }

    private static void replay(byte[] input) {
        Encoder record = new Encoder(input.length + 64);
        record.skip(RecordFormat.HEADER_BYTES);
        record.bytes(input, 0, input.length);
        RecordFormat.seal(record, 7, 0, new Trailer(1, 0, List.of(), List.of()));
        int bodyLengthAt = record.length() - RecordFormat.FOOTER_BYTES;
        record.putI32(bodyLengthAt, input.length - Math.min(input.length, input[3] & 0x7f));
        byte[] bytes = record.toByteArray();
        try {
            LoneCore core = new LoneCore();
            byte[] checkpoint =
                    new Encoder(16).zz32(2).zz32(0).zz64(0).zz32(0).zz32(0).toByteArray();
            core.restored(checkpoint);
            core.tell(new LogEvent.Replayed(new LoggedRecord(0, bytes, bytes.length), 4_096, 0));
            core.tell(new LogEvent.ReplayEnded(1));
        } catch (AmbrosiaException expected) {
            // The record is refused.
        }
    }

    private static void overwrite(Path file, int offset, byte[] input) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(input, 3, input.length - 3), offset);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static SimDisk wholeLog() {
        SimDisk disk = new SimDisk();
        try (BlockingLog log = open(disk)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            append(log, 0, 100);
            append(log, 1, 5_000);
            log.begin(1, 2);
            append(log, 2, 10);
        }
        return disk;
    }

    private static void append(BlockingLog log, long sequence, int bytes) {
        Encoder record = new Encoder(bytes + 64);
        record.skip(RecordFormat.HEADER_BYTES + bytes);
        RecordFormat.seal(record, log.identity().committerId(), sequence, new Trailer(1, 0, List.of(), List.of()));
        log.append(sequence, record.array(), record.length());
    }

    private static BlockingLog open(SimDisk disk) {
        LogSettings settings =
                LogSettings.of(InstanceConfig.builder(LoneCore.NAME).build());
        Environment environment = new Environment(
                InstantSource.system(),
                System::nanoTime,
                new Random(1),
                Runnable::run,
                new SimSharedFiles().of(disk),
                1);
        return BlockingLog.lead(new FileLogEngine(disk.root().resolve("logs"), environment), settings);
    }
}
