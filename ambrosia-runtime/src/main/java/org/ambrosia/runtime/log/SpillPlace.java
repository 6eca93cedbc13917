package org.ambrosia.runtime.log;

/**
 * The place of spilled bytes.
 *
 * @param file the file's number, never used again for another file of the same log
 * @param offset where the bytes begin in the file, in bytes
 * @param length the number of bytes
 * @param check the CRC-32C of the bytes
 */
public record SpillPlace(long file, long offset, int length, int check) {}
