package org.ambrosia.simulator.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.file.Environment;
import org.ambrosia.runtime.log.file.FileLogEngine;
import org.ambrosia.simulator.disk.SimDisk;
import org.ambrosia.simulator.disk.SimSharedFiles;

/** A log's manifest whose check line holds. */
public final class ManifestTarget {
    private ManifestTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] input) {
        SimDisk disk = new SimDisk();
        Path logs = disk.root().resolve("logs");
        String text = new String(input, StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        String whole = text + String.format("check %08x%n", crc.getValue());
        try {
            Files.createDirectory(logs);
            Files.createDirectory(logs.resolve("server"));
            Files.write(
                    logs.resolve("server").resolve("000000000001.manifest"),
                    whole.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Environment environment = new Environment(
                InstantSource.system(),
                System::nanoTime,
                new Random(1),
                Runnable::run,
                new SimSharedFiles().of(disk),
                1);
        LogSettings settings = LogSettings.of(InstanceConfig.builder("server").build());
        try (BlockingLog log = BlockingLog.lead(new FileLogEngine(logs, environment), settings)) {
            log.newest();
            log.read(0).close();
        } catch (AmbrosiaException expected) {
            // The log is refused.
        }
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        String manifest = """
                ambrosia-log 4
                readable 4
                format 4
                instance server
                incarnation 7033104382038016
                committer 1823
                epoch 1795786200
                reign 4
                sealed 0 3 1052672
                """;
        return List.of(manifest.getBytes(StandardCharsets.UTF_8));
    }
}
