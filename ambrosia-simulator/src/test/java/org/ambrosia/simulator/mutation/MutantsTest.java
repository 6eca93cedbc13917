package org.ambrosia.simulator.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.ambrosia.simulator.cluster.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mutants fit the code as it is now. Whether the simulator kills them, {@code bin/ambrosia mutants} tells. */
class MutantsTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void eachMutantFitsTheSourceAndCompiles(@TempDir Path directory) throws IOException {
        int number = 0;
        for (Mutant each : Mutants.all()) {
            assertThat(new MutantRun(each, ROOT, directory.resolve("mutant-" + number++)))
                    .isNotNull();
        }
        assertThat(number).isGreaterThanOrEqualTo(15);
    }

    @Test
    void aMutantIsNoticedWithinAFewSeeds(@TempDir Path directory) throws IOException, InterruptedException {
        Mutant careless = Mutants.all().get(0);
        MutantRun.Result result = new MutantRun(careless, ROOT, directory.resolve("mutant")).run(1, 200, Profile.DRAWN);
        assertThat(result.reason()).contains("confirms calls");
        assertThat(result.seeds()).isLessThan(200);
    }
}
