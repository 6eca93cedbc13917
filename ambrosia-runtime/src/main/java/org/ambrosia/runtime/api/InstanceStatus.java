package org.ambrosia.runtime.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a process that runs an instance knows of it, for a health check.
 *
 * @param role what this replica is; empty if its coordinator is another process
 * @param serving whether this process takes calls: it is the primary, and has recovered
 * @param problem what is wrong, for people to read: why the instance has ended, that it has no primary, that a call does not return, that
 *     its last checkpoints could not be taken, or that there can be no link to a peer since one of the two refuses it; empty if
 *     nothing is known to be. Calls of other peers are taken while one is refused, and a restart does not mend that
 * @param lastCheckpoint when the newest checkpoint that is stored was taken; empty if another process takes them, or if there was none yet
 */
public record InstanceStatus(
        Optional<ReplicaRole> role, boolean serving, Optional<String> problem, Optional<Instant> lastCheckpoint) {
    /** Checks that nothing is null. */
    public InstanceStatus {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(lastCheckpoint, "lastCheckpoint");
    }

    /** Whether nothing is known to be wrong. */
    public boolean isHealthy() {
        return problem.isEmpty();
    }
}
