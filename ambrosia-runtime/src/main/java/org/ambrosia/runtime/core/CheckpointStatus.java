package org.ambrosia.runtime.core;

/**
 * The checkpoints of a replica that takes them, for operators to see.
 *
 * @param takenMillis when the newest stored checkpoint was taken, by the wall clock in milliseconds
 *     since 1970; 0 if that is not known
 * @param failures how many checkpoints could not be taken since
 */
public record CheckpointStatus(long takenMillis, int failures) {
    /** The status if nothing is known, or if another replica takes the checkpoints. */
    public static final CheckpointStatus NONE = new CheckpointStatus(0, 0);
}
