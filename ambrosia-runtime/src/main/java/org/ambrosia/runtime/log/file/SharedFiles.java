package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Creates and finds the files that the processes of a log share; in production by locks and memory
 * mapping.
 */
public interface SharedFiles {
    /**
     * Creates a file, held by this process from the moment when others see it.
     *
     * @return the file; empty if there is one of this name, or another process created one at the
     *     same moment
     */
    Optional<SharedFile> make(Path file, String holder) throws IOException;

    /**
     * Holds a file, which is created if it is not there; its words are 0.
     *
     * @return the file; empty if a process holds it
     */
    Optional<SharedFile> hold(Path file, String holder) throws IOException;

    /**
     * Returns the number of the memory that the files' words are in. It is the same in all
     * processes that surely see each other's writes at once, such as those of one running kernel.
     * It is 0 if the system does not report it.
     */
    default long memory() {
        return 0;
    }

    /**
     * Returns a name of the machine that this process runs on, which outlives its restarts; empty
     * if it has none.
     */
    default String machine() {
        return "";
    }

    /**
     * Returns the kind of file system that a directory is on, as the system names it; empty if it
     * does not.
     */
    default String fileSystem(Path directory) throws IOException {
        return "";
    }

    /** Returns a file that a process has created; empty if there is none of this name. */
    Optional<SharedFile> find(Path file) throws IOException;
}
