package org.ambrosia.simulator.disk;

/** Decides what goes wrong with a disk. */
@FunctionalInterface
public interface DiskFaults {
    /** Everything goes well. */
    DiskFaults NONE = (operation, file, bytes) -> Verdict.DONE;

    /**
     * Asked before each operation that changes the disk.
     *
     * @param operation what is about to be done
     * @param file the file's name
     * @param bytes how many bytes are to be written; 0 for other operations
     */
    Verdict before(DiskOperation operation, String file, int bytes);
}
