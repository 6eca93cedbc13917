package org.ambrosia.runtime.log;

import java.util.OptionalLong;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.ReplicaRole;

/**
 * The leadership of a log: which process is its primary. Only {@link #claim} and each append
 * decide, by compare-and-set: of two claims one succeeds, and nothing counts that a former primary
 * appends. Everything else here is a hint. So {@link #vacantTerm} may suspect a primary that lives,
 * without harm, and {@link #check} may see a replacement late.
 */
public interface Leadership {
    /**
     * The role that this process was to have when it joined: the primary if it has claimed the log
     * already. Then it has also begun the log.
     */
    ReplicaRole role();

    /** Returns whether this process has claimed the log. Does not block. */
    boolean isPrimary();

    /**
     * Returns the term that has ended without another one, if there is no primary. Either no
     * primary lives, or it has shown no sign of life for as long as the lease. During a lease this
     * method must be called at least eight times. One thread at a time calls it. May block.
     *
     * @param nowNanos a time that never goes back
     * @return a number that means something to {@link #claim} alone; empty if there is a primary
     */
    OptionalLong vacantTerm(long nowNanos);

    /** Waits until the primary may have ended, but not longer than {@code nanos}. */
    void awaitChange(long nanos);

    /**
     * Makes this process the primary, with the next epoch, if {@code vacantTerm} was the last term.
     * From its return on, an append of a former primary counts only if it has been completed there.
     * May block. The thread that appends calls it, while nothing is read.
     *
     * @return false if another process was quicker
     */
    boolean claim(long vacantTerm);

    /**
     * Throws if this process has claimed the log and knows that it was replaced since: then it must
     * not act any more. Does not block, and is called often.
     *
     * @throws org.ambrosia.runtime.api.LogException with the tag {@code Fenced}; its message names
     *     the process that replaced it
     */
    void check();

    /**
     * Shows that this primary is alive and its log can be written. Called several times in each
     * lease. Does not block.
     */
    void renew();

    /**
     * Calls back, on a thread of the log, when another process wants to go on with the log and
     * waits until this one releases it.
     *
     * @param wanted receives the name of the process that wants the log, for people to read
     */
    void onHandoverRequest(Consumer<String> wanted);

    /** Asks the primary to release the log. */
    void requestHandover();

    /**
     * Ends the leadership of this process, so that other processes can claim the log at once.
     * Nothing is appended from now on.
     */
    void release();
}
