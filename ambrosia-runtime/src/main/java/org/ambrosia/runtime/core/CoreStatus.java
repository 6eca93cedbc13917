package org.ambrosia.runtime.core;

import java.util.List;
import java.util.Optional;
import org.ambrosia.runtime.api.ErrorTag;

/**
 * What a core is doing, for operators to see.
 *
 * @param serving whether it has recovered, so that peers can reach it
 * @param application the state of the application: absent, waiting, feeding or live
 * @param durableThrough the sequence id of the last record that is on stable storage; -1 if none is
 * @param recordsBehind how many records the application has still to be given from the log
 * @param bytesBehind how many bytes it was given and has not executed
 * @param executedMillis when the last record that the application has executed was logged, or a
 *     somewhat earlier time, in milliseconds by the wall clock; 0 if it has executed none
 * @param peers the instances with which calls were exchanged
 * @param clients how many clients are known
 * @param checkpoints the checkpoints, if this replica takes them
 */
public record CoreStatus(
        boolean serving,
        String application,
        long durableThrough,
        long recordsBehind,
        long bytesBehind,
        long executedMillis,
        List<Peer> peers,
        int clients,
        CheckpointStatus checkpoints) {

    /**
     * Another instance.
     *
     * @param name its name
     * @param linked whether there is a link to it, on which calls may be sent
     * @param refused why one of the two refuses a link to the other; empty if neither does
     * @param unconfirmed how many replayable calls to it are not known to be durable there
     */
    public record Peer(String name, boolean linked, Optional<ErrorTag> refused, long unconfirmed) {}
}
