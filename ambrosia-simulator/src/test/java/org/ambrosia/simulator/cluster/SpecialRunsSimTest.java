package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.LogManager;
import org.ambrosia.simulator.cli.Seeds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is too rare to be in a build by chance: logs that are exchanged or copied, and older builds of applications. */
class SpecialRunsSimTest {
    private static final int SEEDS = 20;

    @BeforeAll
    static void simulatedFailuresAreNotLogged() {
        LogManager.getLogManager().reset();
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"LOG_RESTORED", "LOG_COPIED", "ROLLED_BACK"})
    void nothingIsForgedOrLostWithoutAWord(Profile profile) throws InterruptedException {
        Seeds seeds = new Seeds(System.currentTimeMillis() * 1_000, SEEDS, 3, profile);
        seeds.run(Runtime.getRuntime().availableProcessors(), done -> {}, failure -> {});
        assertThat(seeds.failures()).isEmpty();
        assertThat(seeds.coverage().of(Fault.valueOf(profile.name()))).isPositive();
    }
}
