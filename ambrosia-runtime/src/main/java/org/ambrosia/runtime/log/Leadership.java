package org.ambrosia.runtime.log;

import java.util.OptionalLong;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.ReplicaRole;

/**
 * Which process is a log's primary. That of two claims one succeeds, and that nothing counts which a former primary appends, is decided
 * by {@link #claim} and by each append, by compare-and-set; everything else here is a hint. So {@link #vacantTerm} may suspect a primary
 * that lives, without harm, and {@link #check} may see a replacement late.
 */
public interface Leadership {
    /** What this process was to be when it joined: the primary if it has claimed the log already, which it then has begun. */
    ReplicaRole role();

    /** Whether this process has claimed the log. Does not block. */
    boolean isPrimary();

    /**
     * The term that has ended without another one, if there is no primary: none lives, or it has shown no sign of life for as long as the
     * lease, during which this must be asked eight times and more. By one thread at a time; may block.
     *
     * @param nowNanos a time that never goes back
     * @return a number that means something to {@link #claim} alone; empty if there is a primary
     */
    OptionalLong vacantTerm(long nowNanos);

    /** Waits until the primary may have ended, but not longer than this. */
    void awaitChange(long nanos);

    /**
     * Makes this process the primary, with the next epoch, if that term was the last. From its return on no append of a former primary
     * counts that has not been completed there. May block; on the thread that appends, while nothing is read.
     *
     * @return false if another process was quicker
     */
    boolean claim(long vacantTerm);

    /**
     * Throws if this process has claimed the log and was replaced since, as far as it has heard: it must not act any more. Does not block,
     * and is called often.
     *
     * @throws org.ambrosia.runtime.api.LogException with the tag {@code Fenced}; its message says who replaced it
     */
    void check();

    /** Shows that this primary is alive and its log can be written. Called several times in each lease. Does not block. */
    void renew();

    /**
     * Calls back, on a thread of the log, when another process wants to go on with the log, and waits for this one to release it.
     *
     * @param wanted receives who wants it, for people to read
     */
    void onHandoverRequest(Consumer<String> wanted);

    /** Asks the primary to release the log. */
    void requestHandover();

    /** Is primary no more, so that others can claim the log at once; nothing is appended from now on. */
    void release();
}
