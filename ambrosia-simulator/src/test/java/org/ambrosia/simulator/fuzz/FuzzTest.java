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

    @ParameterizedTest
    @EnumSource
    void bytesFromOutsideAreReadOrRefused(FuzzTarget target, @TempDir Path directory)
            throws IOException, InterruptedException {
        FuzzRun.Result result = FuzzRun.run(target, INPUTS, SECONDS, directory);
        System.out.printf("Fuzzed %s: %,d inputs, %d edges%n", target, result.inputs(), result.coveredEdges());
        assertThat(result.finding()).isNull();
        assertThat(result.inputs()).isGreaterThan(100);
        assertThat(result.coveredEdges()).as("edges of the instrumented code").isGreaterThan(10);
    }
}
