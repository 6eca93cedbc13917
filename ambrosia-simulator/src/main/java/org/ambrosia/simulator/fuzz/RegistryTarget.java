package org.ambrosia.simulator.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.registry.file.FileRegistryProvider;
import org.ambrosia.simulator.disk.SimDisk;

/** A registry's files. */
public final class RegistryTarget {
    private RegistryTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Path directory = new SimDisk().root().resolve("registry");
        try {
            Files.createDirectory(directory);
            Files.createDirectory(directory.resolve("status"));
            for (String each : List.of("server.location", "server.instance", "status/server.0.status")) {
                Files.write(directory.resolve(each), input, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Registry registry = new FileRegistryProvider().open(directory);
        registry.running("server");
        for (Consumer<String> each : List.<Consumer<String>>of(registry::find, registry::registration)) {
            try {
                each.accept("server");
            } catch (AmbrosiaException expected) {
                // The file is refused.
            }
        }
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        return List.of(
                "localhost\n3000\n".getBytes(StandardCharsets.UTF_8),
                "::1\n65536".getBytes(StandardCharsets.UTF_8),
                "format = 1\nlogDirectory = logs\ncreation = AUTO\nreplica.0.receivePort = 1000\n"
                        .getBytes(StandardCharsets.UTF_8));
    }
}
