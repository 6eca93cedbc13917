package org.ambrosia.runtime.node;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.registry.RegistryProvider;
import org.ambrosia.runtime.registry.file.FileRegistryProvider;

/** The log engines and the registry that are used. */
public final class Engines {
    private Engines() {}

    /** The registry at this place: the embedded one, unless another is installed as a service. */
    public static Registry registry(Path place) {
        return ServiceLoader.load(RegistryProvider.class)
                .findFirst()
                .orElseGet(FileRegistryProvider::new)
                .open(place);
    }

    /**
     * The log engine of this place, which others in this process may use at the same time. The caller closes it.
     *
     * @throws org.ambrosia.runtime.api.InvalidConfigurationException if there is none for its scheme
     */
    public static LogEngine logs(LogLocation location) {
        return SharedEngines.PROCESS.open(location.absolute());
    }
}
