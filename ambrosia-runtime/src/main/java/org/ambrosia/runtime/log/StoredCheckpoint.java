package org.ambrosia.runtime.log;

/**
 * A checkpoint that was read.
 *
 * @param number the number of the segment at whose beginning it was taken
 * @param coordinator the coordinator's part
 * @param application the application's part
 */
public record StoredCheckpoint(long number, byte[] coordinator, byte[] application) {}
