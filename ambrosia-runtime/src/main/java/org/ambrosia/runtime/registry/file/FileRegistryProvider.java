package org.ambrosia.runtime.registry.file;

import java.nio.file.Path;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.registry.RegistryProvider;

/** The embedded registry: a directory. */
public final class FileRegistryProvider implements RegistryProvider {
    /** Creates the provider; it keeps nothing. */
    public FileRegistryProvider() {}

    @Override
    public Registry open(Path place) {
        return new FileRegistry(place);
    }
}
