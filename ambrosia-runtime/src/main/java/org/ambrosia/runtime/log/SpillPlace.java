package org.ambrosia.runtime.log;

/**
 * Where spilled bytes are.
 *
 * @param file the file's number, never used again for another file of the same log
 * @param offset where they begin, in bytes
 * @param length how many there are
 * @param check their CRC-32C
 */
public record SpillPlace(long file, long offset, int length, int check) {}
