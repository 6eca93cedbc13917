package org.ambrosia.runtime.log;

/**
 * The logs of many instances in one place: a directory, or a cluster of storage servers. Instances
 * of a process that have their logs in the same place share one engine. Everything that the engine
 * holds, such as sessions and threads, ends when it is closed.
 *
 * <p>All methods may be called by any thread, may block, and throw
 * {@link org.ambrosia.runtime.api.LogException} if the log can't be read or written, is damaged, or
 * belongs to another instance.
 */
public interface LogEngine extends AutoCloseable {
    /**
     * Joins the processes that share an instance's log. If there is no log, it is created, and this
     * process is its primary.
     *
     * @throws org.ambrosia.runtime.api.LogException with the tag {@code LogInUse} if a process runs
     *     the same replica; or, if the instance has no replicas and is not to be taken over, if any
     *     process runs it
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
     * Lets the instance go on with a log that was copied, or brought from another machine. The
     * caller knows that the instance runs nowhere else, and never will from the log that this one
     * was copied from. Reads all of the log.
     *
     * @param incomplete whether the missing parts of a log that is not whole may be lost
     * @throws org.ambrosia.runtime.api.LogException if there is no log, it is not whole, or it is
     *     in use
     */
    void adopt(String instance, boolean incomplete);

    /**
     * Adds a call to those that each replica passes over from its next start on. On return the
     * addition is on stable storage.
     *
     * @throws org.ambrosia.runtime.api.LogException if there is no log, or it is in use
     */
    void skip(String instance, SkippedCall call);

    /** Ends everything that this engine holds. Its logs have been closed before. */
    @Override
    void close();

    /** A request of a process, which counts as long as it is open. */
    interface Request extends AutoCloseable {
        /** Ends the request. */
        @Override
        void close();
    }
}
