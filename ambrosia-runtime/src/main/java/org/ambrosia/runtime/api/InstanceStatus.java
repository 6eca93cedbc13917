package org.ambrosia.runtime.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What a process that runs an instance knows of it, for a health check.
 *
 * @param role what this replica is; empty if its coordinator is another process
 * @param serving whether this process takes calls: it is the primary, and has recovered
 * @param problem what is wrong, for people to read: why the instance has ended, or that it has no primary; empty if nothing is known to be
 */
public record InstanceStatus(Optional<ReplicaRole> role, boolean serving, Optional<String> problem) {
    /** Checks that nothing is null. */
    public InstanceStatus {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(problem, "problem");
    }

    /** Whether nothing is known to be wrong. */
    public boolean isHealthy() {
        return problem.isEmpty();
    }
}
