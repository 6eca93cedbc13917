package org.ambrosia.runtime.log.file;

import java.io.IOException;

/**
 * A small file that processes share: whoever made it holds it until it ends, and all see its words at once. The words are gone with
 * the machine; nothing depends on them that is not on stable storage too. May be used from any thread.
 */
public interface SharedFile extends AutoCloseable {
    /** How many words there are. */
    int WORDS = 16;

    /** A word, as somebody wrote it last. */
    long word(int index);

    /** Writes a word, which all see from now on, and see what was written before. */
    void word(int index, long value);

    /** Who holds it, or held it last, for people to read. */
    String holder();

    /** Whether somebody holds it. The system lets go of it when the process ends, however it does. */
    boolean isHeld();

    /** Whether another part of this very process holds it. */
    boolean isHeldInThisProcess();

    /**
     * Takes it again, if this process holds it and the system has taken it away meanwhile, as it does when another part of the process has
     * opened and closed it.
     *
     * @return false if another process holds it now
     */
    default boolean renew() throws IOException {
        return true;
    }

    /** Waits until nobody holds it, but not longer than this. */
    void awaitRelease(long nanos) throws InterruptedException;

    /** Lets go of it, if this process holds it. */
    @Override
    void close();
}
