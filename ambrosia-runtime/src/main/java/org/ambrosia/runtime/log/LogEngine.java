package org.ambrosia.runtime.log;

/**
 * The logs of many instances in one place: a directory, or a cluster of storage servers. Instances of a process that have their logs in
 * the same place share one; whatever it holds, such as sessions and threads, ends when it is closed.
 *
 * <p>All methods may be called by any thread, may block, and throw {@link org.ambrosia.runtime.api.LogException} if the log can't be
 * read or written, is damaged, or belongs to another instance.
 */
public interface LogEngine extends AutoCloseable {
    /**
     * Joins the processes that share an instance's log. If there is no log, it is created, and this process is its primary.
     *
     * @throws org.ambrosia.runtime.api.LogException with the tag {@code LogInUse} if a process runs the same replica; or, if the instance
     *     has no replicas and is not to be taken over, if any process runs it
     */
    Log join(LogSettings settings);

    /**
     * Looks at an instance's log, which may be in use.
     *
     * @throws org.ambrosia.runtime.api.LogException if there is none
     */
    LogInspection inspect(String instance);

    /**
     * Asks the log's primary, if there is one, to release it, so that another process may go on.
     *
     * @return the request, which counts until it is closed or this process ends
     * @throws org.ambrosia.runtime.api.LogException if there is no log
     */
    Request requestHandover(String instance);

    /**
     * Lets the instance go on with a log that was copied, or brought from another machine. The caller knows that it runs nowhere else, and
     * never will from the log that this one was copied from. Reads all of the log.
     *
     * @param incomplete whether what is missing may be lost, of a log that is not whole
     * @throws org.ambrosia.runtime.api.LogException if there is no log, it is not whole, or it is in use
     */
    void adopt(String instance, boolean incomplete);

    /**
     * Adds to the calls that each replica passes over from its next start on; on return that is on stable storage.
     *
     * @throws org.ambrosia.runtime.api.LogException if there is no log, or it is in use
     */
    void skip(String instance, SkippedCall call);

    /** Ends what this engine holds. Its logs have been closed before. */
    @Override
    void close();

    /** Something that a process asks for as long as this is open. */
    interface Request extends AutoCloseable {
        /** Ends it. */
        @Override
        void close();
    }
}
