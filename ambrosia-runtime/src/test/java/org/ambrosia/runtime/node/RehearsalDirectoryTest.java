package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalDirectoryTest {
    private static final String USER = System.getProperty("user.name");

    @TempDir
    private Path temporary;

    @Test
    void aDirectoryThatOthersMayChangeIsNeitherUsedNorCleaned() throws IOException {
        Path parent = Files.createDirectory(temporary.resolve("rehearsals"));
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path left = Files.createDirectory(parent.resolve("left"));
        assertThat(RehearsalDirectory.makeIn(parent, USER, Instant.MAX)).isEmpty();
        assertThat(left).exists();
    }

    @Test
    void aLinkInPlaceOfTheDirectoryIsNotFollowed() throws IOException {
        Path others = Files.createDirectory(temporary.resolve("others"));
        Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(others.resolve("important"));
        Path parent = Files.createSymbolicLink(temporary.resolve("rehearsals"), others);
        assertThat(RehearsalDirectory.makeIn(parent, USER, Instant.MAX)).isEmpty();
        assertThat(others.resolve("important")).exists();
    }

    @Test
    void whatKilledProcessesLeftIsDeletedAndLinksInItAreNotFollowed() throws IOException {
        Path important = Files.writeString(temporary.resolve("important"), "kept");
        Path parent = temporary.resolve("rehearsals");
        Path first = RehearsalDirectory.makeIn(parent, USER, Instant.MIN).orElseThrow();
        Files.createSymbolicLink(first.resolve("link"), temporary);
        Path second = RehearsalDirectory.makeIn(parent, USER, Instant.MAX).orElseThrow();
        assertThat(first).doesNotExist();
        assertThat(second).exists();
        assertThat(important).hasContent("kept");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)))
                .isEqualTo("rwx------");
    }
}
