package org.ambrosia.runtime.registry.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.registry.Location;
import org.ambrosia.runtime.registry.Registry;

/**
 * Keeps each location in a file {@code <instance>.location} of two lines, host and port. It is written aside and renamed,
 * so that readers see the old one or the new one. It need not outlive the machine: an instance publishes at each start.
 */
final class FileRegistry implements Registry {
    private final Path directory;

    FileRegistry(Path directory) {
        this.directory = directory;
    }

    @Override
    public void publish(Location location) {
        Path file = file(location.instance());
        try {
            Files.createDirectories(directory);
            Path aside = Files.createTempFile(directory, location.instance(), ".unfinished");
            Files.writeString(aside, location.host() + "\n" + location.port() + "\n");
            Files.move(aside, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException failed) {
            throw unavailable("writing", file, failed.toString(), failed);
        }
    }

    @Override
    public Optional<Location> find(String instance) {
        Path file = file(instance);
        try {
            List<String> lines = Files.readAllLines(file);
            int port = lines.size() == 2 ? Integer.parseInt(lines.get(1)) : -1;
            if (port < 1 || port > 65_535) {
                throw unavailable("reading", file, "expected a host and a port on two lines, found " + lines, null);
            }
            return Optional.of(new Location(instance, lines.get(0), port));
        } catch (NoSuchFileException unknown) {
            return Optional.empty();
        } catch (IOException | NumberFormatException failed) {
            throw unavailable("reading", file, failed.toString(), failed);
        }
    }

    private Path file(String instance) {
        return directory.resolve(instance + ".location");
    }

    private static AmbrosiaException unavailable(String doing, Path file, String why, Exception cause) {
        return new AmbrosiaException(
                ErrorTag.RegistryUnavailable,
                "The registry failed " + doing + " a location: " + why + " (file=" + file
                        + "). Check the directory's rights; a damaged file may be deleted, the instance writes it anew.",
                cause);
    }
}
