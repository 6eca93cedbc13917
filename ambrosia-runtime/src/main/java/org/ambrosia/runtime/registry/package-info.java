/**
 * The registry's SPI: which instances and replicas exist and how they are configured, which of them
 * run, and where each primary is reached. An engine is a service that implements
 * {@link org.ambrosia.runtime.registry.RegistryProvider}; without one the runtime uses the embedded
 * registry, a directory.
 */
@NullMarked
package org.ambrosia.runtime.registry;

import org.jspecify.annotations.NullMarked;
