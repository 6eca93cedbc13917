package org.ambrosia.runtime.log;

/**
 * Whose log it is.
 *
 * @param instance the instance's name
 * @param incarnation made when the instance was first started, greater than those of the instance's earlier logs
 * @param committerId the first field of every record
 * @param epoch the present writer's, higher than those of all before, and than of any that a backup of the log does not know of
 */
public record LogIdentity(String instance, long incarnation, int committerId, long epoch) {}
