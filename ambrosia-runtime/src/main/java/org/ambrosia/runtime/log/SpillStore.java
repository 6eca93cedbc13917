package org.ambrosia.runtime.log;

import java.util.Collection;

/**
 * Room in an instance's log for calls that wait for absent destinations, more than memory has room
 * for. Written bytes can be read at once. They are on stable storage when a checkpoint that is
 * stored later is published, since that checkpoint may refer to them.
 *
 * <p>One thread at a time calls these methods; another may store a checkpoint meanwhile. All may
 * block, and throw {@link org.ambrosia.runtime.api.LogException} if they can't do their work.
 */
public interface SpillStore {
    /**
     * Returns whether other processes that share the log can read the bytes that this one writes.
     * If so, a checkpoint refers to spilled bytes; if not, it contains them.
     */
    boolean isShared();

    /** Writes bytes for a destination, into a file that holds nothing for others. */
    SpillPlace write(String destination, byte[] bytes, int length);

    /**
     * Reads bytes that were written.
     *
     * @throws org.ambrosia.runtime.api.LogException if the bytes are gone or damaged
     */
    byte[] read(SpillPlace place);

    /** Frees bytes that are not needed any more. Files in which nothing is needed are deleted. */
    void free(SpillPlace place);

    /**
     * Deletes the files in which none of these places is, after a log was opened again.
     *
     * @return the places that are gone: each was freed before
     */
    Collection<SpillPlace> retain(Collection<SpillPlace> places);
}
