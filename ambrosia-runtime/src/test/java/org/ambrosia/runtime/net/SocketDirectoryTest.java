package org.ambrosia.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketDirectoryTest {
    private static final String USER = System.getProperty("user.name");

    @TempDir
    private Path temporary;

    @BeforeEach
    void systemKnowsRights() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    }

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        Path directory = temporary.resolve("sockets");
        assertThat(SocketDirectory.of(directory, USER)).contains(directory);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(SocketDirectory.of(directory, USER)).as("and used again").contains(directory);
    }

    /** Whoever can write it could put a socket there, and be told the token. */
    @Test
    void oneThatOthersMayWriteIsNotUsed() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("sockets"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(SocketDirectory.of(directory, USER)).isEmpty();
    }

    @Test
    void anothersIsNotUsed() {
        assertThat(SocketDirectory.of(temporary.resolve("sockets"), "nobody")).isEmpty();
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = temporary.resolve("elsewhere");
        assertThat(SocketDirectory.of(elsewhere, USER)).isPresent();
        Path link = Files.createSymbolicLink(temporary.resolve("sockets"), elsewhere);
        assertThat(SocketDirectory.of(link, USER)).isEmpty();
    }

    @Test
    void whereThereCanBeNoneThereAreThePorts() {
        assertThat(SocketDirectory.of(temporary.resolve("missing").resolve("sockets"), USER))
                .isEmpty();
    }
}
