package org.ambrosia.runtime.core.driver;

/** The place where instances find each other, as a driver uses it. No method blocks. */
public interface RegistryPort {
    /**
     * Publishes where this instance is reached, and notifies the driver by {@code PeerPublished}
     * events where others are.
     */
    void publish();

    /**
     * Publishes it again, if that was lost. Called about twice a second while the instance serves.
     */
    void keepPublished();
}
