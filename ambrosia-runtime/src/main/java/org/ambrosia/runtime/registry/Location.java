package org.ambrosia.runtime.registry;

/**
 * Where an instance's primary is reached.
 *
 * @param instance the instance's name
 * @param host the host name or address
 * @param port the port, 1 to 65535
 * @param incarnation the log that it goes on with, so that another instance that has the address later, and perhaps the name, is told from
 *     it; 0 if that is not known
 */
public record Location(String instance, String host, int port, long incarnation) {}
