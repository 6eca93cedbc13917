package org.ambrosia.runtime.log;

import java.util.Collection;

/**
 * An instance's log, as seen by one of the processes that share it. At any time at most one of them
 * is primary, and only its appends count: it has {@linkplain Leadership#claim claimed} the log with
 * an epoch higher than all before. The other processes follow.
 *
 * <p>Reading is the same for all: the newest {@linkplain Checkpoints checkpoint}, and the
 * {@linkplain Records records} after it, as they become durable. A process that has claimed the log
 * reads on to its end, and then begins a segment and writes.
 *
 * <pre>
 *  checkpoint 0   segment 0         segment 1         segment 2 (open)
 *  state before   records 0 to 7    records 8 to 20   records 21, 22, …
 *  record 0                         ▲
 *                                   checkpoint 1: the state before record 8
 * </pre>
 *
 * <p>Methods throw {@link org.ambrosia.runtime.api.LogException} if the log can't be read or
 * written, or is damaged. After a failed append or start of a segment nothing more may be appended.
 */
public interface Log extends AutoCloseable {
    /**
     * The identity of the log. The epoch is this process's own if it has claimed the log, else that
     * of the primary that it follows.
     */
    LogIdentity identity();

    /** The leadership: which process is the primary. */
    Leadership leadership();

    /** The processes that share the log. */
    Membership membership();

    /** The logged records. */
    Records records();

    /** States of the instance, each before the first record of a segment. */
    Checkpoints checkpoints();

    /** Room for calls that wait for absent destinations. */
    SpillStore spill();

    /** The logged calls that are passed over, as they are on stable storage now. May block. */
    Collection<SkippedCall> skippedCalls();

    /** Leaves the log. {@linkplain Leadership#release Releases} it before. */
    @Override
    void close();
}
