package org.ambrosia.runtime.log.file;

import java.io.IOException;

/**
 * A small file that processes share. The process that creates it holds it until that process ends,
 * and all see its words at once. The words are gone with the machine; nothing depends on them that
 * is not on stable storage too. May be used from any thread.
 */
public interface SharedFile extends AutoCloseable {
    /** The number of words. */
    int WORDS = 16;

    /** Returns a word, as it was written last. */
    long word(int index);

    /** Writes a word. All processes see it from now on, and with it what was written before. */
    void word(int index, long value);

    /** Returns the process that holds it, or held it last, for people to read. */
    String holder();

    /**
     * Returns whether a process holds it. The system releases it when that process ends, however it
     * ends.
     */
    boolean isHeld();

    /** Returns whether another part of this very process holds it. */
    boolean isHeldInThisProcess();

    /**
     * Takes it again, if this process holds it and the system has taken it away meanwhile. The
     * system does so when another part of the process has opened and closed it.
     *
     * @return false if another process holds it now
     */
    default boolean renew() throws IOException {
        return true;
    }

    /** Waits until no process holds it, but not longer than this. */
    void awaitRelease(long nanos) throws InterruptedException;

    /** Releases it, if this process holds it. */
    @Override
    void close();
}
