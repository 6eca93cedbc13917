package org.ambrosia.runtime.core.driver;

/** Where instances find each other, as a driver uses it. No method blocks. */
public interface RegistryPort {
    /** Says where this instance is reached, and lets the driver know by {@code PeerPublished} events where others are. */
    void publish();

    /** Says so again, if that was lost. Called about twice a second while the instance serves. */
    void keepPublished();
}
