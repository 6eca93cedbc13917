package org.ambrosia.runtime.registry.file;

import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.registry.RegistryProvider;

/** The embedded registry: the directory {@code registryDirectory}. */
public final class FileRegistryProvider implements RegistryProvider {
    /** Makes the provider; it keeps nothing. */
    public FileRegistryProvider() {}

    @Override
    public Registry open(InstanceConfig config) {
        return new FileRegistry(config.registryDirectory());
    }
}
