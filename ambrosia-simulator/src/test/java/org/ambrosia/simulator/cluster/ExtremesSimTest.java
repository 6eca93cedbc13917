package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import java.util.logging.LogManager;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs with what few seeds draw, from fresh seeds that do. */
class ExtremesSimTest {
    private static final int RUNS = 6;

    @BeforeAll
    static void simulatedFailuresAreNotLogged() {
        LogManager.getLogManager().reset();
    }

    @Test
    void anInstanceWhoseDiskIsFullLosesNothingAndGoesOnWhenThereIsRoom() {
        assertThat(run(extremes -> extremes.diskBytes() < Extremes.UNBOUNDED).of(Fault.DISK_BOUNDED))
                .isPositive();
    }

    @Test
    void ofTwoMachinesThatShareADiskAndNoMemoryOneHasThePrimary() {
        Coverage coverage = run(extremes -> extremes.lateNanos() > 0);
        assertThat(coverage.of(Fault.MEMORY_LATE)).isPositive();
        assertThat(coverage.of(Coverage.Count.SEPARATE_REFUSED)).isPositive();
    }

    private static Coverage run(Predicate<Extremes> wanted) {
        Coverage coverage = new Coverage();
        LongStream.iterate(System.currentTimeMillis() * 1_000, seed -> seed + 1)
                .filter(seed -> wanted.test(Extremes.draw(seed)))
                .limit(RUNS)
                .forEach(seed -> coverage.add(
                        Simulation.run(Options.ofSeed(seed, Profile.USUAL)).coverage()));
        return coverage;
    }
}
