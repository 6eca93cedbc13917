package org.ambrosia.runtime.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.registry.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegistryTest {
    @TempDir
    private Path directory;

    @Test
    void whatWasPublishedLastIsFound() {
        FileRegistry registry = new FileRegistry(directory.resolve("new").resolve("registry"));
        assertThat(registry.find("server")).isEmpty();
        registry.publish(new Location("server", "127.0.0.1", 2500));
        registry.publish(new Location("server", "localhost", 2501));
        assertThat(registry.find("server")).contains(new Location("server", "localhost", 2501));
        assertThat(registry.find("client")).isEmpty();
    }

    @Test
    void aDamagedFileIsAClearError() throws IOException {
        Random random = new Random(9);
        FileRegistry registry = new FileRegistry(directory);
        Path file = directory.resolve("server.location");
        for (String content :
                new String[] {"", "host", "host\n", "host\nport\n", "host\n0\n", "host\n99999\n", "a\n1\nb\n"}) {
            Files.writeString(file, content);
            assertRefused(registry, file);
        }
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(1, 30)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            assertRefused(registry, file);
        }
    }

    private static void assertRefused(FileRegistry registry, Path file) {
        assertThatThrownBy(() -> registry.find("server"))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.RegistryUnavailable))
                .hasMessageContaining(file.toString());
    }
}
