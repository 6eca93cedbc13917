package org.ambrosia.runtime.log;

import org.ambrosia.runtime.api.InstanceConfig;

/** A log engine. */
public interface LogProvider {
    /**
     * Joins the processes that share the instance's log; makes the log if there is none, which makes this process its primary. May
     * block.
     *
     * @throws org.ambrosia.runtime.api.LogException if the log belongs to another instance, is damaged, or can't be read or written; or
     *     is in use: by a process that runs the same replica, or, if the instance has none and is not to be taken over, by any
     */
    Log join(InstanceConfig config);

    /**
     * Opens the instance's log for its only writer, with an epoch higher than any before, which is on stable storage when its first segment
     * is begun; makes it if there is none. May block.
     *
     * @throws org.ambrosia.runtime.api.LogException if the log is in use, belongs to another instance, is damaged, or
     *     can't be read or written
     */
    Log open(InstanceConfig config);

    /**
     * Asks the log's primary, if there is one, to release it, so that another process may go on.
     *
     * @return the request, which counts until it is closed or the asking process ends
     * @throws org.ambrosia.runtime.api.LogException if there is no log, or it can't be written
     */
    Request askForSuccession(InstanceConfig config);

    /**
     * Lets the instance go on with a log that was copied, or brought from another machine. The caller knows that it runs nowhere else, and
     * never will from the log that this one was copied from. Reads all of the log.
     *
     * @param incomplete whether what is missing may be lost, of a log that is not whole
     * @throws org.ambrosia.runtime.api.LogException if there is no log, it is not whole, in use, belongs to another instance, or can't be
     *     written
     */
    void adopt(InstanceConfig config, boolean incomplete);

    /**
     * Lets each replica pass over a logged call from its next start on; on return that is on stable storage.
     *
     * @throws org.ambrosia.runtime.api.LogException if there is no log, it is in use, belongs to another instance, or can't be written
     */
    void skip(InstanceConfig config, SkippedCall call);

    /** Something that a process asks for as long as this is open. */
    interface Request extends AutoCloseable {
        /** Ends it. */
        @Override
        void close();
    }

    /**
     * Looks at the instance's log, which may be in use.
     *
     * @throws org.ambrosia.runtime.api.LogException if there is none, it belongs to another instance, or it can't be read
     */
    LogInspection inspect(InstanceConfig config);
}
