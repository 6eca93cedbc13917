package org.ambrosia.runtime.registry;

/**
 * Where an instance's primary is reached.
 *
 * @param instance the instance's name
 * @param host the host name or address
 * @param port the port, 1 to 65535
 */
public record Location(String instance, String host, int port) {}
