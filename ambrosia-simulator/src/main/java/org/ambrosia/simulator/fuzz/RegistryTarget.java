package org.ambrosia.simulator.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.registry.file.FileRegistryProvider;
import org.ambrosia.simulator.disk.SimDisk;

/** A registry's file. */
public final class RegistryTarget {
    private RegistryTarget() {}

    /** Takes an input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Path directory = new SimDisk().root().resolve("registry");
        try {
            Files.createDirectory(directory);
            Files.write(
                    directory.resolve("server.location"), input, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        InstanceConfig config =
                InstanceConfig.builder("server").registryDirectory(directory).build();
        try {
            new FileRegistryProvider().open(config).find("server");
        } catch (AmbrosiaException expected) {
            // The location is refused.
        }
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        return List.of(
                "localhost\n3000\n".getBytes(StandardCharsets.UTF_8), "::1\n65536".getBytes(StandardCharsets.UTF_8));
    }
}
