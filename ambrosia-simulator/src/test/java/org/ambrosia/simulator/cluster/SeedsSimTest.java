package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.LogManager;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.cli.Seeds;
import org.ambrosia.simulator.workload.Workload;
import org.ambrosia.simulator.workload.tokens.TokenWorkload;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole clusters, in each build: from fresh seeds, so that each build tries something new, and from the same ones. */
class SeedsSimTest {
    private static final int SEEDS = 125;
    private static final int MAX_SEEDS = 10 * SEEDS;

    @BeforeAll
    static void simulatedFailuresAreNotLogged() {
        LogManager.getLogManager().reset();
    }

    @Test
    void nothingIsLostDoubledOrReorderedUnderAnySeed() throws InterruptedException {
        run(System.currentTimeMillis() * 1_000);
    }

    /** From the same seed in each build, and as many seeds as it takes until even what is seldom was among them. */
    @Test
    void everyFaultStrikesAndEverythingIsTried() throws InterruptedException {
        Coverage coverage = new Coverage();
        for (int begun = 0; begun < MAX_SEEDS && !missing(coverage).isEmpty(); begun += SEEDS) {
            coverage.add(run(2_001 + begun));
        }
        assertThat(missing(coverage)).isEmpty();
    }

    private static List<Enum<?>> missing(Coverage coverage) {
        Stream<Fault> faults = Stream.of(Fault.values()).filter(each -> coverage.of(each) == 0);
        Stream<Coverage.Count> counts = Stream.of(Coverage.Count.values()).filter(each -> coverage.of(each) == 0);
        return Stream.<Enum<?>>concat(faults, counts).toList();
    }

    private static Coverage run(long first) throws InterruptedException {
        Seeds seeds = new Seeds(first, SEEDS, 3);
        seeds.run(Runtime.getRuntime().availableProcessors(), done -> {}, failure -> {});
        System.out.printf("Simulated from seed %d:%n%s", first, seeds.coverage().table());
        assertThat(seeds.failures()).isEmpty();
        return seeds.coverage();
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        for (long seed = 1; seed <= 5; seed++) {
            long hash = Simulation.run(Options.ofSeed(seed)).traceHash();
            assertThat(Simulation.run(Options.ofSeed(seed)).traceHash()).isEqualTo(hash);
            assertThat(Simulation.run(Options.ofSeed(seed + 100)).traceHash()).isNotEqualTo(hash);
        }
    }

    @Test
    void readingTheStatusAtEachEventChangesNothing() {
        for (long seed = 1; seed <= 15; seed++) {
            long hash = Simulation.run(Options.ofSeed(seed), false).traceHash();
            assertThat(Simulation.run(Options.ofSeed(seed), true).traceHash()).isEqualTo(hash);
        }
    }

    @Test
    void aFailureIsReportedWithEverythingThatRepeatsIt() {
        assertThatThrownBy(() -> Simulation.run(Options.ofSeed(4_711), random -> List.of(new NeverDone())))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("Seed 4711 failed")
                .hasMessageContaining("no progress after healing: a miracle")
                .hasMessageContaining("commit ")
                .hasMessageContaining("FaultPlan[")
                .hasMessageContaining("bin/ambrosia simulate --seed 4711")
                .hasMessageContaining("Last events:\n")
                .hasMessageContaining("Tick");
    }

    @Test
    void aDeathAtEveryStepHarmsNothing() {
        long runs = EveryStep.run(1) + EveryStep.run(5);
        System.out.printf("%,d runs with a death at each step%n", runs);
        assertThat(runs).isGreaterThan(300);
    }

    /** Work that does not end. */
    private static final class NeverDone implements Workload {
        private final Workload tokens = new TokenWorkload(1);

        @Override
        public Map<String, Supplier<ImmortalBase>> instances() {
            return tokens.instances();
        }

        @Override
        public void act(ImmortalBase running, RandomGenerator random, boolean mustArrive) {
            tokens.act(running, random, mustArrive);
        }

        @Override
        public Optional<String> missing(Map<String, ImmortalBase> running) {
            return Optional.of("a miracle");
        }

        @Override
        public long executed(Map<String, ImmortalBase> running) {
            return 0;
        }
    }
}
