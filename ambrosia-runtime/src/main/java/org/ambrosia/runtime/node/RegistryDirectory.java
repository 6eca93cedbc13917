package org.ambrosia.runtime.node;

import java.nio.file.Path;
import java.util.Optional;
import org.ambrosia.runtime.api.ClientConfig;

/** Where the registry is, as the surroundings of this process have it. */
public final class RegistryDirectory {
    private RegistryDirectory() {}

    /**
     * Returns the directory that the system property {@code ambrosia.registry} names, or else the
     * environment's {@code AMBROSIA_REGISTRY}; empty if neither is set.
     */
    public static Optional<Path> named() {
        String named = System.getProperty("ambrosia.registry", System.getenv("AMBROSIA_REGISTRY"));
        return Optional.ofNullable(named).map(Path::of);
    }

    /** Returns the directory that is {@linkplain #named named}, or else that of configurations. */
    public static Path ofEnvironment() {
        return named().orElseGet(() -> ClientConfig.builder().build().registryDirectory());
    }
}
