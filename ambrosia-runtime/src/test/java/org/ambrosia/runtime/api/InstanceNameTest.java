package org.ambrosia.runtime.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names become folders, on every system. */
class InstanceNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"con", "NUL", "Aux", "prn", "com1", "LPT9", "com0", "con.log", "nul.a.b", "a.", "a.b.", "", ".a"
            })
    void namesThatCantBeFoldersEverywhereAreRefused(String name) {
        assertThatThrownBy(() -> InstanceNames.check(name))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("instance name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "cons", "co", "com", "com10", "lpt", "nul1", "a.con", "x-con", "a.b", "1"})
    void otherNamesAreTaken(String name) {
        assertThat(InstanceNames.check(name)).isEqualTo(name);
    }
}
