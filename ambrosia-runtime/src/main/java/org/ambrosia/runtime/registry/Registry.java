package org.ambrosia.runtime.registry;

import java.util.Optional;

/** Says where each instance's primary is. All methods may block, may be called from any thread, and throw
 * {@link org.ambrosia.runtime.api.AmbrosiaException} if the registry can't be read or written. */
public interface Registry {
    /** Publishes where the instance is reached from now on; seen by all as a whole, or not yet. */
    void publish(Location location);

    /** Where the instance was published last; empty if it never was. The instance may be gone since. */
    Optional<Location> find(String instance);
}
