package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What users copy is whole files, which {@link GuideIT} builds and runs. */
class ReadmeTest {
    @Test
    void eachBlockOfCodeIsAWholeFileWithAName() {
        for (String page : Page.OF_USERS) {
            assertThat(Page.read(page).blocks())
                    .as("blocks of code in %s", page)
                    .filteredOn(Page.Block::isCode)
                    .isNotEmpty()
                    .allSatisfy(block -> assertThat(block.file())
                            .as("a comment <!-- file: NAME --> above %s", block.text())
                            .isNotNull());
        }
    }

    @Test
    void theReadmeSaysHowToInstallWithoutRunningAllTests() {
        assertThat(Page.read("README.md").files()).containsKey("pom.xml");
        assertThat(Page.text("README.md")).contains("mvn install -DskipTests");
    }

    @Test
    void resultsImpulsesAndWorkOutsideAreShown() {
        assertThat(String.join("\n", Page.ofCoding().files().values()))
                .contains(
                        ".onResult(this::",
                        ".onFailure(this::",
                        "@Impulse",
                        "Idempotency-Key",
                        "Message-ID",
                        "TreeMap<Long");
    }
}
