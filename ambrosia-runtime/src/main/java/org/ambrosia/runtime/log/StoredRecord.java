package org.ambrosia.runtime.log;

/**
 * A record that was read.
 *
 * @param sequence its sequence id
 * @param bytes the array that holds it, from index 0; it now belongs to the caller of the reader
 * @param length its size in bytes
 * @param storedBytes how many bytes it takes in the log, padding included
 * @param segment the number of the segment that it is in
 */
public record StoredRecord(long sequence, byte[] bytes, int length, int storedBytes, long segment) {}
