package org.ambrosia.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.contract.Idle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and programs find the registry that the environment names. */
class RegistryOptionsTest {
    private static final String PROPERTY = "ambrosia.registry";

    @TempDir
    private Path directory;

    @BeforeEach
    void nameARegistry() {
        System.setProperty(PROPERTY, directory.resolve("registry").toString());
    }

    @AfterEach
    void nameNone() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void commandsAndProgramsMeetInTheRegistryThatAPropertyNames() throws InterruptedException {
        RegistryOptions options = new RegistryOptions();
        assertThat(options.place()).isEqualTo(directory.resolve("registry"));
        try (Instance idle = Ambrosia.deploy("idle", Idle::new)
                .log(directory.resolve("logs"))
                .start()) {
            idle.awaitServing();
            assertThat(options.open().instances()).contains("idle");
        }
    }

    @Test
    void aRegistryThatIsNamedMustExist() {
        assertThatThrownBy(() -> new RegistryOptions().existing())
                .hasMessageContaining(directory.resolve("registry").toString());
    }
}
