package org.ambrosia.runtime.node;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.registry.RegistryProvider;
import org.ambrosia.runtime.registry.file.FileRegistryProvider;

/** Opens log engines and the registry. */
public final class Engines {
    private Engines() {}

    /**
     * Returns the registry at this place: the embedded one, unless another is installed as a
     * service.
     */
    public static Registry registry(Path place) {
        return ServiceLoader.load(RegistryProvider.class)
                .findFirst()
                .orElseGet(FileRegistryProvider::new)
                .open(place);
    }

    /**
     * Returns the log engine of this place. Other users in this process may share it at the same
     * time. The caller closes it.
     *
     * @throws org.ambrosia.runtime.api.InvalidConfigurationException if there is none for its
     *     scheme
     */
    public static LogEngine logs(LogLocation location) {
        return SharedEngines.PROCESS.open(location.absolute());
    }
}
