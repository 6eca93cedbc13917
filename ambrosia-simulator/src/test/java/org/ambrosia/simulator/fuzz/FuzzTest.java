package org.ambrosia.simulator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short run of the fuzzer in each build; {@code bin/ambrosia fuzz} makes longer ones. */
class FuzzTest {
    private static final long INPUTS = 10_000;
    private static final int SECONDS = 10;
    /** Fewer say nothing; on a machine that has much else to do they take longer than one run. */
    private static final long MIN_INPUTS = 100;

    private static final int MAX_RUNS = 20;

    @ParameterizedTest
    @EnumSource
    void bytesFromOutsideAreReadOrRefused(FuzzTarget target, @TempDir Path directory)
            throws IOException, InterruptedException {
        long inputs = 0;
        int edges = 0;
        for (int run = 0; run < MAX_RUNS && inputs <= MIN_INPUTS; run++) {
            FuzzRun.Result result = FuzzRun.run(target, INPUTS, SECONDS, directory);
            assertThat(result.finding()).isNull();
            inputs += result.inputs();
            edges = Math.max(edges, result.coveredEdges());
        }
        System.out.printf("Fuzzed %s: %,d inputs, %d edges%n", target, inputs, edges);
        assertThat(inputs).isGreaterThan(MIN_INPUTS);
        assertThat(edges).as("edges of the instrumented code").isGreaterThan(10);
    }
}
