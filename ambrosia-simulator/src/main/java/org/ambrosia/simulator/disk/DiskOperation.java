package org.ambrosia.simulator.disk;

/** What changes a disk. */
public enum DiskOperation {
    /** A file comes into being. */
    CREATE,
    /** Bytes are written in a file, where there were some before. */
    WRITE,
    /** Bytes are written behind the end of a file. */
    GROW,
    /** A file's bytes are made durable. */
    SYNC,
    /** A directory's names are made durable. */
    SYNC_NAMES,
    /** A file gets another name. */
    RENAME,
    /** A file goes. */
    DELETE
}
