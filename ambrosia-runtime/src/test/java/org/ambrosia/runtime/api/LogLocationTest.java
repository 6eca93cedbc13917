package org.ambrosia.runtime.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLocationTest {
    @ParameterizedTest
    @ValueSource(strings = {"logs/", "file:logs/", "FILE:logs", "./logs"})
    void aTextWithoutASchemeOrWithThatOfFilesIsADirectory(String text) {
        LogLocation location = LogLocation.parse(text);
        assertThat(location.scheme()).isEqualTo("file");
        assertThat(location.directory().normalize()).isEqualTo(Path.of("logs"));
        assertThat(location.absolute()).isEqualTo(LogLocation.of(Path.of("logs").toAbsolutePath()));
    }

    /** It is a drive of Windows. */
    @Test
    void aSingleLetterIsNoScheme() {
        assertThat(LogLocation.parse("C:\\ambrosia\\logs").directory()).isEqualTo(Path.of("C:\\ambrosia\\logs"));
    }

    @Test
    void aUrlOfAFileIsItsPath() {
        assertThat(LogLocation.parse("file:///var/my%20logs").directory()).isEqualTo(Path.of("/var/my logs"));
        assertThat(LogLocation.parse("file:/var/my%20logs").directory()).isEqualTo(Path.of("/var/my%20logs"));
    }

    @Test
    void anotherSchemeIsTheEngines() {
        LogLocation location = LogLocation.parse("bookkeeper://zk1:2181,zk2:2181/ambrosia?ack=2");
        assertThat(location.scheme()).isEqualTo("bookkeeper");
        assertThat(location.rest()).isEqualTo("//zk1:2181,zk2:2181/ambrosia?ack=2");
        assertThat(location.asDirectory()).isEmpty();
        assertThat(location.absolute()).isEqualTo(location);
        assertThat(location).hasToString("bookkeeper://zk1:2181,zk2:2181/ambrosia?ack=2");
        assertThat(LogLocation.parse(location.toString())).isEqualTo(location);
        assertThatThrownBy(location::directory)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("its scheme is not \"file\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "file:", "bookkeeper:", "bookkeeper://zk one/", "file://host name/"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> LogLocation.parse(text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("[Ambrosia/InvalidConfiguration] The location of a log is wrong")
                .hasMessageContaining("found \"" + text + "\"");
    }

    @Test
    void whatParsesToItselfIsShown() {
        assertThat(LogLocation.of(Path.of("logs")).ofInstance("server"))
                .isEqualTo(Path.of("logs", "server").toString());
        assertThat(LogLocation.parse("memory:a").ofInstance("server")).isEqualTo("memory:a");
    }
}
