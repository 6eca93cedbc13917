package org.ambrosia.runtime.registry;

import java.nio.file.Path;

/** A kind of registry. */
public interface RegistryProvider {
    /**
     * Opens the registry at this place. For the embedded registry it is a directory, which is
     * created when the registry is first written to.
     */
    Registry open(Path place);
}
