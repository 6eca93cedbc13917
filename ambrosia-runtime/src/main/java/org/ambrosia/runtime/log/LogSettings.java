package org.ambrosia.runtime.log;

import java.time.Duration;
import java.util.Optional;
import org.ambrosia.runtime.api.Durability;
import org.ambrosia.runtime.api.InstanceConfig;

/**
 * The settings with which a process joins a log.
 *
 * @param instance the name of the instance whose log it is
 * @param replica the number of this replica, 0 for the first
 * @param replicated whether several replicas share the log
 * @param takesOver whether this process asks another process that runs the instance to end, and
 *     waits for it; for an instance without replicas
 * @param checkpointsKept how many checkpoints are kept, with the segments that follow them: at
 *     least 1
 * @param lease how long a primary may show no sign of life before another process takes its place
 * @param checkpointerTimeout how long the replicas have no checkpointer before a standby becomes
 *     it; empty if no standby ever does
 * @param durability where records must be before they are acted on
 * @param networkFileSystem whether the log may be on a file system of a kind that several machines
 *     may share
 */
public record LogSettings(
        String instance,
        int replica,
        boolean replicated,
        boolean takesOver,
        int checkpointsKept,
        Duration lease,
        Optional<Duration> checkpointerTimeout,
        Durability durability,
        boolean networkFileSystem) {
    /** Returns the settings of an instance. */
    public static LogSettings of(InstanceConfig config) {
        return new LogSettings(
                config.name(),
                config.replica(),
                config.isReplicated(),
                config.takesOver(),
                config.checkpointsKept(),
                config.lease(),
                config.checkpointerTimeout(),
                config.durability(),
                config.networkFileSystem());
    }
}
