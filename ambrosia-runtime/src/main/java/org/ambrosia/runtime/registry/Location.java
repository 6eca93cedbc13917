package org.ambrosia.runtime.registry;

/**
 * The location at which an instance's primary is reached.
 *
 * @param instance the instance's name
 * @param host the host name or address
 * @param port the port, 1 to 65535
 * @param incarnation the log that the primary goes on with; 0 if it is not known. It differs from
 *     the log of another instance that gets the address later, perhaps with the same name
 */
public record Location(String instance, String host, int port, long incarnation) {}
