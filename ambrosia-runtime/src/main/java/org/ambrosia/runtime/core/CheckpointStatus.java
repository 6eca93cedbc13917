package org.ambrosia.runtime.core;

/**
 * The checkpoints of a replica that takes them, for operators to see.
 *
 * @param takenMillis when the newest that is stored was taken, by the wall clock in milliseconds since 1970; 0 if that is not known
 * @param failures how many could not be taken since
 */
public record CheckpointStatus(long takenMillis, int failures) {
    /** Nothing is known, or another replica takes them. */
    public static final CheckpointStatus NONE = new CheckpointStatus(0, 0);
}
