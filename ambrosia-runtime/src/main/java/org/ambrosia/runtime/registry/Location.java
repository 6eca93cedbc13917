package org.ambrosia.runtime.registry;

/**
 * Where an instance's primary is reached.
 *
 * @param instance the instance's name
 * @param host the host name or address
 * @param port the port, 1 to 65535
 * @param incarnation the log that the primary goes on with. It differs from the log of another instance that gets the address later, and
 *     perhaps has the same name; 0 if it is not known
 */
public record Location(String instance, String host, int port, long incarnation) {}
