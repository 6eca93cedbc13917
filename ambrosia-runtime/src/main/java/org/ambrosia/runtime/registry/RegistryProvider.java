package org.ambrosia.runtime.registry;

import java.nio.file.Path;

/** A kind of registry. */
public interface RegistryProvider {
    /** Opens the registry at this place; for the embedded one a directory, which is made when it is first written to. */
    Registry open(Path place);
}
