package org.ambrosia.runtime.registry.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.registry.Location;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.thread.DirectoryWatch;

/**
 * Keeps everything in small text files, each written aside and renamed, so that readers see the old
 * one or the new one:
 *
 * <ul>
 *   <li>{@code <instance>.instance}: how it was registered; changed under the lock of the file
 *       {@code lock}
 *   <li>{@code <instance>.location}: where its primary is, host and port on two lines
 *   <li>{@code status/<instance>.<replica>.status}: what a running coordinator reports of itself
 *   <li>{@code status/<instance>.request}: what the primary's coordinator is asked for
 *   <li>{@code <instance>.token}: the secret of its application
 * </ul>
 *
 * <p>Every coordinator watches the directory. None watches the directory of statuses, which change
 * several times in a second. Locations and statuses need not outlive the machine: a coordinator
 * writes them at each start. Registrations are on stable storage once they are made. Any user that
 * may read the directory may read each file, except the tokens.
 */
final class FileRegistry implements Registry {
    static final String LOCATION = ".location";
    /** Begins the line of a location that names the log. */
    private static final String INCARNATION = "incarnation ";

    private static final String INSTANCE = ".instance";
    private static final String STATUS = ".status";
    private static final String REQUEST = ".request";
    private static final String UNFINISHED = ".unfinished";
    /**
     * The age from which a file that was written aside is taken for one left by a killed process.
     */
    private static final Duration OLD = Duration.ofMinutes(1);
    /** The lock between threads of one process, since locks of files belong to processes. */
    private static final Object THREADS = new Object();

    private final Path directory;
    private final Path statuses;

    FileRegistry(Path directory) {
        this.directory = directory;
        this.statuses = directory.resolve("status");
    }

    /** Returns the directory, for people to read. */
    @Override
    public String toString() {
        return directory.toString();
    }

    @Override
    public void publish(Location location) {
        Path file = file(location.instance(), LOCATION);
        if (!Files.exists(file)) {
            checkName(location.instance());
        }
        write(
                file,
                location.host() + "\n" + location.port() + "\n" + INCARNATION + location.incarnation() + "\n",
                false);
    }

    @Override
    public boolean exists() {
        return Files.isDirectory(directory);
    }

    /**
     * Checks that no other instance's name differs by case only. Files of such names are the same
     * on some systems, and people take them for the same everywhere.
     */
    private void checkName(String instance) {
        for (String each : instances()) {
            if (each.equalsIgnoreCase(instance) && !each.equals(instance)) {
                throw new InvalidConfigurationException(
                        ErrorTag.INVALID_CONFIGURATION,
                        "The instance's name is wrong: \"" + instance + "\" differs by case only from \"" + each
                                + "\", which the registry has (registry=" + directory
                                + "). Give it another name, or remove the other: ambrosia UnregisterInstance -i="
                                + each);
            }
        }
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
            int port = lines.size() >= 2 ? Integer.parseInt(lines.get(1)) : -1;
            boolean hasWords = lines.stream().skip(2).allMatch(each -> each.matches("[a-z-]+ .+"));
            if (port < 1 || port > 65_535 || !hasWords) {
                throw unreadable(
                        file, "expected a host, a port, and lines of a word and a value, found " + lines, null);
            }
            return Optional.of(new Location(instance, lines.get(0), port, incarnationIn(lines)));
        } catch (NumberFormatException noNumber) {
            throw unreadable(file, noNumber.toString(), noNumber);
        }
    }

    /**
     * Returns the incarnation, or 0 if there is none. Lines of other words were written by a later
     * release.
     */
    private static long incarnationIn(List<String> location) {
        return location.stream()
                .filter(each -> each.startsWith(INCARNATION))
                .mapToLong(each -> Long.parseLong(each.substring(INCARNATION.length())))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void register(String instance, UnaryOperator<Optional<Registration>> change) {
        Path file = file(instance, INSTANCE);
        synchronized (THREADS) {
            try {
                Files.createDirectories(directory);
                try (FileChannel channel = FileChannel.open(directory.resolve("lock"), CREATE, WRITE)) {
                    channel.lock(); // until the channel is closed
                    Optional<Registration> present = registration(instance);
                    Optional<Registration> changed = change.apply(present);
                    if (changed.isPresent()) {
                        if (present.isEmpty()) {
                            checkName(instance);
                        }
                        write(file, RegistrationFile.encode(changed.get()), true);
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
        Files.deleteIfExists(statuses.resolve(instance + REQUEST));
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
        for (Path each : files(directory, "*{" + INSTANCE + "," + LOCATION + "}")) {
            String name = each.getFileName().toString();
            names.add(name.substring(0, name.lastIndexOf('.')));
        }
        for (Path each : files(statuses, "*.*" + STATUS)) {
            String name = each.getFileName().toString().replaceFirst("\\.\\d+\\" + STATUS + "$", "");
            if (!names.contains(name) && !running(name).isEmpty()) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    @Override
    public void announce(Presence presence) {
        write(status(presence.instance(), presence.replica()), PresenceFile.encode(presence), false);
    }

    @Override
    public void ask(String instance, String request) {
        write(statuses.resolve(instance + REQUEST), request, false);
    }

    @Override
    public Optional<String> takeRequest(String instance) {
        Path file = statuses.resolve(instance + REQUEST);
        Optional<String> request = read(file);
        if (request.isPresent()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException failed) {
                throw unavailable("deleted", file, failed);
            }
        }
        return request;
    }

    @Override
    public void withdraw(String instance, int replica, long pid) {
        Path file = status(instance, replica);
        readStatus(file)
                .flatMap(text -> PresenceFile.decode(instance, text))
                .filter(own -> own.pid() == pid)
                .ifPresent(own -> write(file, PresenceFile.encodeEnded(own), false));
    }

    @Override
    public List<Presence> running(String instance) {
        return statuses(instance, PresenceFile::decodeIfAlive);
    }

    @Override
    public List<Presence> saidLast(String instance) {
        return statuses(instance, PresenceFile::decode);
    }

    private List<Presence> statuses(String instance, BiFunction<String, String, Optional<Presence>> decode) {
        List<Presence> found = new ArrayList<>();
        for (Path each : statuses(instance)) {
            readStatus(each).flatMap(text -> decode.apply(instance, text)).ifPresent(found::add);
        }
        return found;
    }

    /**
     * Passes on the instance of a changed file. Without a name there were too many changes to
     * report each: any location may have been published.
     */
    private void tell(String name, Consumer<String> published) {
        if (name.isEmpty()) {
            for (Path each : files(directory, "*" + LOCATION)) {
                tell(each.getFileName().toString(), published);
            }
        } else if (name.endsWith(LOCATION)) {
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
        for (Path each : files(statuses, "*" + STATUS)) {
            if (own.matcher(each.getFileName().toString()).matches()) {
                found.add(each);
            }
        }
        return found;
    }

    private static List<Path> files(Path directory, String glob) {
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
        return statuses.resolve(instance + "." + replica + STATUS);
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

    /**
     * Reads a file as {@link #read}, but ignores unreadable ones: bytes that are no text are of no
     * coordinator of ours.
     */
    private static Optional<String> readStatus(Path file) {
        try {
            return read(file);
        } catch (AmbrosiaException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Replaces a file as a whole.
     *
     * @param sync whether it is to be on stable storage on return
     */
    private void write(Path file, String text, boolean sync) {
        Path parent = file.getParent();
        Path aside = parent.resolve(file.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        try {
            makeDirectory(parent);
            try {
                writeAside(aside, text, sync);
                Files.move(aside, file, ATOMIC_MOVE, REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
            if (sync) {
                deleteLeftBehind(parent);
                syncDirectory(parent);
            }
        } catch (IOException failed) {
            throw unavailable("written", file, failed);
        }
    }

    private static void writeAside(Path aside, String text, boolean sync) throws IOException {
        try (FileChannel channel = FileChannel.open(aside, CREATE_NEW, WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (sync) {
                channel.force(true);
            }
        }
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
    }

    private static void deleteLeftBehind(Path directory) throws IOException {
        Instant old = Instant.now().minus(OLD);
        for (Path each : files(directory, "*" + UNFINISHED)) {
            try {
                if (Files.getLastModifiedTime(each).toInstant().isBefore(old)) {
                    Files.deleteIfExists(each);
                }
            } catch (NoSuchFileException finished) {
                // It was renamed meanwhile.
            }
        }
    }

    /** Syncs a directory. Where that is not supported, the system does it itself. */
    private static void syncDirectory(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, READ);
        } catch (IOException unsupported) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    private static AmbrosiaException unreadable(Path file, String why, Exception cause) {
        return new AmbrosiaException(
                ErrorTag.REGISTRY_UNAVAILABLE,
                "A file of the registry can't be read: " + why + " (file=" + file
                        + "). Check the directory's rights. A damaged file may be deleted: a location is written anew at the"
                        + " instance's next start, a registration by RegisterInstance.",
                cause);
    }

    private static AmbrosiaException unavailable(String what, Path file, IOException cause) {
        return new AmbrosiaException(
                ErrorTag.REGISTRY_UNAVAILABLE,
                "A file of the registry can't be " + what + ": " + cause + " (file=" + file
                        + "). Check the directory's rights, and that there is room.",
                cause);
    }
}
