package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the build does when a user asks for a part of it. */
@ResourceLock(Maven.RESOURCE)
class BuildIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path work;

    @Test
    void skipTestsSkipsTheIntegrationTestsToo() {
        assertThat(integrationTestsWith("-DskipTests")).contains("[INFO] Tests are skipped.");
    }

    @Test
    void skipItsSkipsTheIntegrationTestsAlone() {
        assertThat(integrationTestsWith("-DskipITs")).contains("[INFO] Tests are skipped.");
    }

    @Test
    void withoutAnOptionNothingIsSkipped() {
        assertThat(integrationTestsWith("-DskipTests=false")).doesNotContain("[INFO] Tests are skipped.");
    }

    /** The output of the goal that runs integration tests, as {@code mvn verify} calls it, for the parent, which has none. */
    private List<String> integrationTestsWith(String option) {
        try (Program build = new Maven(work.resolve("build.log"), ROOT)
                .run("-o", "-N", option, "failsafe:integration-test@default", "failsafe:verify@default")) {
            assertThat(build.awaitExit())
                    .as("the build's output: %s", build.lines())
                    .isZero();
            return build.lines();
        }
    }
}
