package org.ambrosia.runtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.ambrosia.runtime.sim.SimCluster;
import org.junit.jupiter.api.Test;

/** The production core under a seeded scheduler: crashes, cut links, slow disks and slow handlers. */
class CoordinatorSimTest {
    private static final int SEEDS = Integer.getInteger("ambrosia.seeds", 300);

    @Test
    void everyTokenArrivesOnceAndInOrderUnderAnySeed() {
        long base = Long.getLong("ambrosia.seed", System.nanoTime());
        long events = 0;
        long crashes = 0;
        long tokens = 0;
        for (int i = 0; i < SEEDS; i++) {
            SimCluster.Outcome outcome = SimCluster.run(base + i);
            events += outcome.events();
            crashes += outcome.crashes();
            tokens += outcome.tokens();
        }
        System.out.printf(
                "%d seeds from %d: %d events, %d crashes, %d tokens applied exactly once%n",
                SEEDS, base, events, crashes, tokens);
        if (SEEDS >= 50) {
            assertThat(tokens).isPositive();
            assertThat(crashes).isPositive();
        }
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        assertThat(SimCluster.run(4711)).isEqualTo(SimCluster.run(4711));
    }
}
