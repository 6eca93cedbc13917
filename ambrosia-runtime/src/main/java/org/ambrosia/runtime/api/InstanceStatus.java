package org.ambrosia.runtime.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The status of an instance, as the process that runs it knows it, for a health check.
 *
 * @param role the role of this replica; empty if its coordinator is another process
 * @param serving whether this process takes calls: it is the primary, and has recovered
 * @param problem the problem, for people to read; empty if none is known. It is the reason why the
 *     instance has ended, a missing primary, a call that does not return, last checkpoints that
 *     could not be taken, or a peer without a link, since one of the two sides refuses it. Calls of
 *     other peers are taken while one is refused, and a restart does not repair that
 * @param lastCheckpoint when the newest stored checkpoint was taken; empty if another process takes
 *     the checkpoints, or if there was none yet
 */
public record InstanceStatus(
        Optional<ReplicaRole> role, boolean serving, Optional<String> problem, Optional<Instant> lastCheckpoint) {
    /** Checks that nothing is null. */
    public InstanceStatus {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(lastCheckpoint, "lastCheckpoint");
    }

    /** Returns whether no problem is known. */
    public boolean isHealthy() {
        return problem.isEmpty();
    }
}
