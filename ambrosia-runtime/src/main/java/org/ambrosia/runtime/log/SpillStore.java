package org.ambrosia.runtime.log;

import java.util.Collection;

/**
 * Room in an instance's log for calls that wait for absent destinations, more than memory has room for. What is written can be
 * read at once, and is on stable storage when a checkpoint that is stored later is published, since that may refer to it.
 *
 * <p>One thread at a time calls these methods; another may store a checkpoint meanwhile. All may block, and throw {@link
 * org.ambrosia.runtime.api.LogException} if they can't do their work.
 */
public interface SpillStore {
    /**
     * Whether other processes that share the log can read what this one writes. Then a checkpoint refers to what is spilled; if not, it
     * contains that.
     */
    boolean isShared();

    /** Writes bytes for a destination, into a file that holds nothing for others. */
    SpillPlace write(String destination, byte[] bytes, int length);

    /**
     * Reads what was written.
     *
     * @throws org.ambrosia.runtime.api.LogException if it is not there any more, or damaged
     */
    byte[] read(SpillPlace place);

    /** These bytes are not needed any more. Files in which nothing is needed are deleted. */
    void free(SpillPlace place);

    /**
     * When a log was opened anew: deletes the files in which none of these is.
     *
     * @return those that are gone: each was freed before
     */
    Collection<SpillPlace> retain(Collection<SpillPlace> places);
}
