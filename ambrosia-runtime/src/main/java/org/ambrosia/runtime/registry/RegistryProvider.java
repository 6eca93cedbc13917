package org.ambrosia.runtime.registry;

import org.ambrosia.runtime.api.InstanceConfig;

/** A kind of registry. */
public interface RegistryProvider {
    /** Opens the registry that the configuration names. */
    Registry open(InstanceConfig config);
}
