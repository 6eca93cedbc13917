package org.ambrosia.runtime.log;

/**
 * The identity of a log.
 *
 * @param instance the instance's name
 * @param incarnation the id of the log, created when the instance was first started; greater than
 *     those of the instance's earlier logs
 * @param committerId the first field of every record
 * @param epoch the epoch of the present writer: higher than the epochs of all writers before, also
 *     of those that a backup of the log does not contain
 */
public record LogIdentity(String instance, long incarnation, int committerId, long epoch) {}
