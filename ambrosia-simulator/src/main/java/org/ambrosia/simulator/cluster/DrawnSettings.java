package org.ambrosia.simulator.cluster;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.core.driver.ElectionPolicy;

/**
 * What a cluster's instances are configured with; much smaller than in earnest, so that each is met often.
 *
 * @param checkpointBytes how much is logged from one checkpoint to the next
 * @param peerTimeoutNanos how long a silent peer is believed alive
 * @param clientTimeoutNanos how long a client that is gone is remembered
 * @param lease how long a silent primary is believed alive
 * @param checkpointerTimeout how long nobody may take checkpoints
 * @param elections which standby goes first
 */
record DrawnSettings(
        long checkpointBytes,
        long peerTimeoutNanos,
        long clientTimeoutNanos,
        Duration lease,
        Duration checkpointerTimeout,
        ElectionPolicy.Settings elections) {
    private static final int LOOKS_PER_LEASE = 20;

    static DrawnSettings draw(RandomGenerator random) {
        long checkpointBytes = 4_096L * random.nextInt(4, 40);
        long peerTimeoutNanos = 1_000_000L * random.nextInt(300, 2_000);
        long clientTimeoutNanos = peerTimeoutNanos + 1_000_000L * random.nextInt(100, 3_000);
        Duration lease = Duration.ofMillis(random.nextInt(100, 200));
        Duration checkpointerTimeout = Duration.ofMillis(random.nextInt(0, 60));
        ElectionPolicy.Settings elections = new ElectionPolicy.Settings(
                lease.toNanos() / LOOKS_PER_LEASE, random.nextInt(1, 20), 1_000_000L * random.nextInt(10, 100));
        return new DrawnSettings(
                checkpointBytes, peerTimeoutNanos, clientTimeoutNanos, lease, checkpointerTimeout, elections);
    }
}
