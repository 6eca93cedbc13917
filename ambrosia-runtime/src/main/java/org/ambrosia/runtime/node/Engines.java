package org.ambrosia.runtime.node;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.ambrosia.runtime.log.LogProvider;
import org.ambrosia.runtime.log.file.FileLogProvider;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.registry.RegistryProvider;
import org.ambrosia.runtime.registry.file.FileRegistryProvider;

/** The log engine and the registry that are used: the embedded ones, unless others are installed as services. */
public final class Engines {
    private Engines() {}

    /** The registry at this place. */
    public static Registry registry(Path place) {
        return ServiceLoader.load(RegistryProvider.class)
                .findFirst()
                .orElseGet(FileRegistryProvider::new)
                .open(place);
    }

    /** The log engine. */
    public static LogProvider logs() {
        return ServiceLoader.load(LogProvider.class).findFirst().orElseGet(FileLogProvider::new);
    }
}
