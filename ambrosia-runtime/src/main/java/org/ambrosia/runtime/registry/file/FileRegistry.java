package org.ambrosia.runtime.registry.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.registry.Location;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.thread.DirectoryWatch;

/**
 * Keeps everything in small text files, each written aside and renamed, so that readers see the old one or the new one:
 *
 * <ul>
 *   <li>{@code <instance>.instance}: how it was registered; changed under the lock of the file {@code lock}
 *   <li>{@code <instance>.location}: where its primary is, host and port on two lines
 *   <li>{@code <instance>.<replica>.status}: what a running coordinator says of itself
 *   <li>{@code <instance>.token}: the secret of its application
 * </ul>
 *
 * <p>Locations and statuses need not outlive the machine: a coordinator writes them at each start.
 */
final class FileRegistry implements Registry {
    static final String LOCATION = ".location";
    private static final String INSTANCE = ".instance";
    private static final String STATUS = ".status";
    /** Locks of files belong to processes: threads of one process exclude each other by this. */
    private static final Object THREADS = new Object();

    private final Path directory;

    FileRegistry(Path directory) {
        this.directory = directory;
    }

    /** Where it is, for people to read. */
    @Override
    public String toString() {
        return directory.toString();
    }

    @Override
    public void publish(Location location) {
        write(file(location.instance(), LOCATION), location.host() + "\n" + location.port() + "\n");
    }

    @Override
    public Optional<Location> find(String instance) {
        Path file = file(instance, LOCATION);
        Optional<String> text = read(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = text.get().lines().toList();
        try {
            int port = lines.size() == 2 ? Integer.parseInt(lines.get(1)) : -1;
            if (port < 1 || port > 65_535) {
                throw unreadable(file, "expected a host and a port on two lines, found " + lines, null);
            }
            return Optional.of(new Location(instance, lines.get(0), port));
        } catch (NumberFormatException noPort) {
            throw unreadable(file, noPort.toString(), noPort);
        }
    }

    @Override
    public void register(String instance, UnaryOperator<Optional<Registration>> change) {
        Path file = file(instance, INSTANCE);
        synchronized (THREADS) {
            try {
                Files.createDirectories(directory);
                try (FileChannel channel = FileChannel.open(directory.resolve("lock"), CREATE, WRITE)) {
                    channel.lock(); // until the channel is closed
                    Optional<Registration> changed = change.apply(registration(instance));
                    if (changed.isPresent()) {
                        write(file, RegistrationFile.encode(changed.get()));
                    } else {
                        remove(instance);
                    }
                }
            } catch (IOException failed) {
                throw unavailable("changed", file, failed);
            }
        }
    }

    private void remove(String instance) throws IOException {
        Files.deleteIfExists(file(instance, INSTANCE));
        Files.deleteIfExists(file(instance, LOCATION));
        Files.deleteIfExists(file(instance, ".token"));
        for (Path each : statuses(instance)) {
            Files.deleteIfExists(each);
        }
    }

    @Override
    public Optional<Registration> registration(String instance) {
        Path file = file(instance, INSTANCE);
        return read(file).map(text -> {
            try {
                return RegistrationFile.decode(instance, text);
            } catch (IllegalArgumentException malformed) {
                throw unreadable(file, malformed.getMessage(), malformed);
            }
        });
    }

    @Override
    public List<String> instances() {
        SortedSet<String> names = new TreeSet<>();
        for (Path each : files("*{" + INSTANCE + "," + LOCATION + "}")) {
            String name = each.getFileName().toString();
            names.add(name.substring(0, name.lastIndexOf('.')));
        }
        return List.copyOf(names);
    }

    @Override
    public void announce(Presence presence) {
        write(status(presence.instance(), presence.replica()), PresenceFile.encode(presence));
    }

    @Override
    public void withdraw(String instance, int replica, long pid) {
        Path file = status(instance, replica);
        try {
            boolean others = readStatus(file)
                    .flatMap(text -> PresenceFile.decodeIfAlive(instance, text))
                    .filter(there -> there.pid() != pid)
                    .isPresent();
            if (!others) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw unavailable("deleted", file, failed);
        }
    }

    @Override
    public List<Presence> running(String instance) {
        List<Presence> running = new ArrayList<>();
        for (Path each : statuses(instance)) {
            readStatus(each)
                    .flatMap(text -> PresenceFile.decodeIfAlive(instance, text))
                    .ifPresent(running::add);
        }
        return running;
    }

    private static void tell(String name, Consumer<String> published) {
        if (name.endsWith(LOCATION)) {
            published.accept(name.substring(0, name.length() - LOCATION.length()));
        }
    }

    @Override
    public AutoCloseable watch(Consumer<String> published) {
        try {
            Files.createDirectories(directory);
            return DirectoryWatch.begin(directory, name -> tell(name, published), ENTRY_CREATE, ENTRY_MODIFY);
        } catch (IOException failed) {
            throw unavailable("watched", directory, failed);
        }
    }

    private List<Path> statuses(String instance) {
        Pattern own = Pattern.compile(Pattern.quote(instance) + "\\.\\d+\\" + STATUS);
        List<Path> found = new ArrayList<>();
        for (Path each : files("*" + STATUS)) {
            if (own.matcher(each.getFileName().toString()).matches()) {
                found.add(each);
            }
        }
        return found;
    }

    private List<Path> files(String glob) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> present = Files.newDirectoryStream(directory, glob)) {
            present.forEach(found::add);
        } catch (NoSuchFileException none) {
            return found;
        } catch (IOException failed) {
            throw unavailable("listed", directory, failed);
        }
        found.sort(null);
        return found;
    }

    private Path file(String instance, String suffix) {
        return directory.resolve(instance + suffix);
    }

    private Path status(String instance, int replica) {
        return directory.resolve(instance + "." + replica + STATUS);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failed) {
            throw unreadable(file, failed.toString(), failed);
        }
    }

    /** As {@link #read}; bytes that are no text are of no coordinator of ours. */
    private static Optional<String> readStatus(Path file) {
        try {
            return read(file);
        } catch (AmbrosiaException unreadable) {
            return Optional.empty();
        }
    }

    private void write(Path file, String text) {
        try {
            Files.createDirectories(directory);
            Path aside = Files.createTempFile(directory, "", ".unfinished");
            Files.writeString(aside, text);
            Files.move(aside, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException failed) {
            throw unavailable("written", file, failed);
        }
    }

    private static AmbrosiaException unreadable(Path file, String why, Exception cause) {
        return new AmbrosiaException(
                ErrorTag.RegistryUnavailable,
                "A file of the registry can't be read: " + why + " (file=" + file
                        + "). Check the directory's rights. A damaged file may be deleted: a location is written anew at the"
                        + " instance's next start, a registration by RegisterInstance.",
                cause);
    }

    private static AmbrosiaException unavailable(String what, Path file, IOException cause) {
        return new AmbrosiaException(
                ErrorTag.RegistryUnavailable,
                "A file of the registry can't be " + what + ": " + cause + " (file=" + file
                        + "). Check the directory's rights, and that there is room.",
                cause);
    }
}
